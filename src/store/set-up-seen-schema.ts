import * as v from "valibot";
import { timeOrNull } from "./parts.ts";

/** Valid stored moments at which what set-up needs was seen to work. */
export const setUpSeenSchema = v.object({ lockAt: timeOrNull, notificationAt: timeOrNull });
