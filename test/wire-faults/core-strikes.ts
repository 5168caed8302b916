/** Ways to change what Integrations Core answers, and what is shown where all was well before. */
import { fadingFrom, good, type Strike } from "./row.ts";
import { body } from "./strikes.ts";

export const FINE = good("both", "SIP");
export const CORE = fadingFrom("both", "SIP");

interface Sip {
  [key: string]: unknown;
}
interface Answer {
  success?: unknown;
  data?: unknown;
}
interface Data {
  user_id?: unknown;
  devices?: unknown;
  updated_at?: unknown;
}
interface Devices {
  phone?: unknown;
  sip?: unknown;
}

/** Changes the good answer at one level; `at` is the moment of the request, epoch ms. */
export const changed = (
  change: (answer: Answer, data: Data, devices: Devices, phone: Sip, sip: Sip, at: number) => void,
): Strike => ({
  kind: "transform",
  transform: (json, { at }) => {
    const answer = structuredClone(json) as { data: { devices: { phone: Sip; sip: Sip } } };
    const { data } = answer;
    change(answer, data, data.devices, data.devices.phone, data.devices.sip, at);
    return answer;
  },
});
export const sip = (fields: Sip): Strike =>
  changed((_answer, _data, _devices, _phone, it) => void Object.assign(it, fields));
export const phone = (fields: Sip): Strike =>
  changed((_answer, _data, _devices, it) => void Object.assign(it, fields));

/** The good answer as text, with `sip` as given, for what `JSON.stringify` cannot say. */
export const withSip = (text: string): Strike =>
  body(
    `{"success":true,"data":{"user_id":"agent_001","devices":{"phone":{"enabled":true,"number":"+919876543210"},"sip":${text}}}}`,
  );
