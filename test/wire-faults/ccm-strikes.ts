/** Ways to change what CCM answers, and what is shown where all was well before. */
import { DEMO, HOSTS } from "../emulator/emulator.ts";
import type { Fault } from "../emulator/faults.ts";
import { fadingFrom, good, type Strike } from "./row.ts";
import { body } from "./strikes.ts";

const { sid, userId, phoneDeviceId: PHONE, phoneNumber } = DEMO.ccm;

export const FINE = good("phone", "TEL");
export const CCM = fadingFrom("phone", "TEL");
export const FAULTY = "Exotel had an error ({status}).";

export interface Fields {
  [key: string]: unknown;
}
interface UserAnswer extends Fields {
  response: { data: { devices: Fields[] } & Fields } & Fields;
}

/** Changes the good answer about the user. */
export const changed = (change: (answer: UserAnswer) => void): Strike => ({
  kind: "transform",
  transform: (json) => {
    const answer = structuredClone(json) as UserAnswer;
    change(answer);
    return answer;
  },
});
export const response = (fields: Fields): Strike =>
  changed((answer) => void Object.assign(answer.response, fields));
export const user = (fields: Fields): Strike =>
  changed(({ response: { data } }) => void Object.assign(data, fields));
/** Changes the phone, which is on. */
export const phone = (fields: Fields): Strike =>
  changed(({ response: { data } }) => void Object.assign(data.devices[0] ?? {}, fields));
export const softphone = (fields: Fields): Strike =>
  changed(({ response: { data } }) => void Object.assign(data.devices[1] ?? {}, fields));

/** A refusal in CCM's envelope, as seed 001 has it. */
export const refusal = (code: number, errorData: unknown = null, over: Fields = {}): Fields => ({
  request_id: "7f1dd1c0ffee4f1eb8bb91d75f1c565a",
  http_code: code,
  response: { code, status: "failure", error_data: errorData, data: null, ...over },
});
/** The same with HTTP status 200. */
export const inside = (code: number, errorData: unknown = null): Strike =>
  body(JSON.stringify(refusal(code, errorData)));
export const words = (description: unknown, message: unknown = null, code: unknown = 4711): Fields => ({
  code,
  description,
  message,
});

/** The good answer as text with one field more, for what `JSON.stringify` cannot say. */
export const withField = (field: string): Strike =>
  body(
    `{"response":{"code":200,"status":"success","data":{"id":"${userId}","x":${field},"devices":[{"id":${PHONE},"type":"tel","available":true,"contact_uri":"${phoneNumber}","verified":true}]}}}`,
  );

/** An answer of the server's choice. The request is not carried out. */
export const instead = (text: string, contentType = "application/json"): Fault => ({
  kind: "body",
  body: text,
  contentType,
  carryOut: false,
});
const PERMANENT = `https://${HOSTS.singapore}/v2/accounts/${sid}/users/${userId}/devices/1?again`;
export const REDIRECTS: Fault[] = [302, 307, 308].map((code) => ({
  kind: "status",
  status: code,
  headers: { location: PERMANENT },
  json: {},
}));
