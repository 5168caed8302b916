import * as v from "valibot";
import { textOrNull } from "./parts.ts";

const device = v.nullable(v.object({ id: v.string(), name: textOrNull }));

/** A valid stored memory of the devices that were on last. */
export const lastOnSchema = v.object({ pstn: device, sip: device });
