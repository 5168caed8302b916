import * as v from "valibot";
import { timeOrNull } from "./parts.ts";

/** What the server's stored waits must be. */
export const waitsSchema = v.object({ readUntil: timeOrNull, writeUntil: timeOrNull, since: timeOrNull });
