import * as v from "valibot";
import { timeOrNull } from "./parts.ts";

/** Valid stored waits of the server. */
export const waitsSchema = v.object({ readUntil: timeOrNull, writeUntil: timeOrNull, since: timeOrNull });
