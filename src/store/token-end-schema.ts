import * as v from "valibot";
import { time } from "./parts.ts";

/** A valid stored end of a token. */
export const tokenEndSchema = v.object({ at: time, from: v.picklist(["token", "saved"]) });
