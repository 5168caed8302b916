import * as v from "valibot";
import type { Credentials } from "../core/credentials.ts";
import { exactly } from "./exactly.ts";

const credentialsSchema = exactly<Credentials>()(
  v.union([
    v.object({ api: v.literal("integrations-core"), appToken: v.string() }),
    v.object({ api: v.literal("ccm"), apiKey: v.string(), apiToken: v.string() }),
  ]),
);

/** Whether credentials from storage are complete and undamaged. */
export function areSound(credentials: unknown): credentials is Credentials {
  return v.is(credentialsSchema, credentials);
}
