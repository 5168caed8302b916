import * as v from "valibot";
import { textOrNull } from "./parts.ts";

const wasOn = v.nullable(v.object({ id: v.string(), name: textOrNull }));

/** What the stored devices to return to must be. */
export const lastOnSchema = v.object({ pstn: wasOn, sip: wasOn });
