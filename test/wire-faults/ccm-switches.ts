import { TURNS_OFF, TURNS_ON } from "../emulator/at-server.ts";
import { DEMO } from "../emulator/emulator.ts";
import { type Fault, page } from "../emulator/faults.ts";
import type { RequestMatch } from "../emulator/request-log.ts";
import { type Fields, instead, REDIRECTS, refusal, words } from "./ccm-strikes.ts";
import { notExotels, type Sample } from "./row.ts";

const { phoneDeviceId: PHONE, sipDeviceId: SIP } = DEMO.ccm;

const PORTAL = "<!doctype html><title>Welcome to the hotel</title><form>…</form>";
const HTML = "text/html; charset=utf-8";

/** What befalls one of the two requests of a switch from the phone to the softphone. */
export interface SwitchFault {
  readonly name: string;
  /** Which of the two requests it strikes. */
  readonly at: "off" | "on";
  readonly strikes: readonly Fault[];
  /** How many such requests it strikes; 1 by default. */
  readonly times?: number;
  /** The only device that is on in the end; `null` for none. */
  readonly ends: "phone" | "softphone" | null;
  /** What the alert says first; `null` where there is none. */
  readonly problem: string | null;
  readonly sample?: Sample;
}

/** The requests that turn a device off, and on. */
export const STRUCK: Readonly<Record<SwitchFault["at"], RequestMatch>> = {
  off: TURNS_OFF,
  on: TURNS_ON,
};

/** The regular answer, with something changed. The request is carried out. */
const answered = (change: (record: Fields) => void): Fault => ({
  kind: "transform",
  transform: (json) => {
    const answer = structuredClone(json) as { response: Fields };
    change(answer.response);
    return answer;
  },
});
const device = (fields: Fields): Fault =>
  answered((record) => void Object.assign(record.data as Fields, fields));
const said = (id: number, available: boolean): string =>
  JSON.stringify({ response: { code: 200, status: "success", data: { id, type: "sip", available } } });
const notMade = (problem: string): string => `Not switched. ${problem}`;
const MALFORMED: Fault[] = [
  device({ id: 999 }),
  device({ available: 1 }),
  device({ available: undefined }),
  answered((record) => void Object.assign(record, { status: "failure" })),
  answered((record) => void Object.assign(record, { data: null })),
  { kind: "body", body: "[".repeat(100_000) },
  { kind: "body", body: `{"filler":"${"a".repeat(300 * 1024)}"}` },
  { kind: "body", body: PORTAL, contentType: HTML },
];
const PAGES: Fault[] = [200, 401, 403, 404, 502].map((code) => page(code));
const CONFLICT: Fault[] = [
  { kind: "status", status: 409, json: refusal(409, words("Busy")) },
  instead(JSON.stringify(refusal(409, words("Busy")))),
];
export const CCM_SWITCH_FAULTS: readonly SwitchFault[] = [
  {
    name: "409, by the HTTP status, and in the envelope alone",
    at: "off",
    strikes: CONFLICT,
    ends: "phone",
    problem: notMade("Exotel did not accept this. Something may have changed. Exotel said: “Busy”."),
  },
  {
    name: "409, by the HTTP status, and in the envelope alone",
    at: "on",
    strikes: CONFLICT,
    ends: "phone",
    problem: notMade("Exotel did not accept this. Something may have changed. Exotel said: “Busy”."),
  },
  ...(["off", "on"] as const).map(
    (at): SwitchFault => ({
      name: "A page with 200, 401, 403, 404 or 502, and nothing done: it is asked for once more",
      at,
      strikes: PAGES,
      ends: "softphone",
      problem: null,
    }),
  ),
  ...(["off", "on"] as const).map(
    (at): SwitchFault => ({
      name: "A page with 401, 403 or 404, twice: the phone is on in the end",
      at,
      strikes: [page(401), page(403), page(404)],
      times: 2,
      ends: "phone",
      problem: notMade(notExotels("{status}")),
    }),
  ),
  ...(["off", "on"] as const).map(
    (at): SwitchFault => ({
      name: "A page with 429: nothing is asked for again at once",
      at,
      strikes: [page(429)],
      ends: "phone",
      problem: notMade(notExotels("429")),
    }),
  ),
  {
    name: "Redirect to the other region's host (it is sent nothing): it is asked for once more",
    at: "off",
    strikes: REDIRECTS,
    ends: "softphone",
    problem: null,
    sample: "first",
  },
  {
    name: "Redirect to the other region's host (it is sent nothing): it is asked for once more",
    at: "on",
    strikes: REDIRECTS,
    ends: "softphone",
    problem: null,
    sample: "first",
  },
  {
    name: "A gateway's 504, and it is done all the same",
    at: "on",
    strikes: [{ kind: "body", status: 504, body: "<h1>Timeout</h1>", contentType: "text/html" }],
    ends: "softphone",
    problem: null,
  },
  {
    name: "Done, and the answer is about another device, of wrong types, without data, too large, or no JSON",
    at: "on",
    strikes: MALFORMED,
    ends: "softphone",
    problem: null,
  },
  {
    name: "Done, and the answer is about another device: the switch goes on",
    at: "off",
    strikes: [device({ id: 999 })],
    ends: "softphone",
    problem: null,
  },
  {
    name: "Done, and the answer says that the device is as before: it is asked for once more",
    at: "on",
    strikes: [device({ available: false })],
    ends: "softphone",
    problem: null,
  },
  {
    name: "The answer says that it is done, and it is not: the device from before stays on",
    at: "off",
    strikes: [instead(said(PHONE, false))],
    ends: "phone",
    problem: notMade("Exotel says another device is on. Only one can be on at a time."),
  },
  {
    name: "The answer says that it is done, and it is not: `!!` and the alert, until it is tried again some seconds later",
    at: "on",
    strikes: [instead(said(SIP, true))],
    ends: "softphone",
    problem: null,
  },
];
