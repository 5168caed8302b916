/**
 * What can go wrong on the older contract of Integrations Core. The request function is the one of the newer contract, whose table
 * has all that happens below the answer's JSON.
 */
import { DEMO } from "../emulator/emulator.ts";
import { type Fault, page } from "../emulator/faults.ts";
import type { RequestMatch } from "../emulator/request-log.ts";
import { accessBlock, fadingFrom, good, refused, type Strike, type WireFaultGroup } from "./row.ts";
import { body, status } from "./strikes.ts";

const { phoneDeviceId, sipDeviceId } = DEMO.older;
const FINE = good("phone", "TEL");
const { failed, unusable, wrong, BUSY, NOT_EXOTELS_STATUS, PAGE } = fadingFrom("phone", "TEL");

interface Fields {
  [key: string]: unknown;
}

/** The good answer, with something changed. */
const answer = (fields: Fields): Strike => ({
  kind: "transform",
  transform: (json) => ({ ...(json as Fields), ...fields }),
});
const user = (fields: Fields): Strike => ({
  kind: "transform",
  transform: (json) => ({ ...(json as Fields), Data: { ...(json as { Data: Fields }).Data, ...fields } }),
});
/** The user in a list, among others. */
const list = (...others: Fields[]): Strike => ({
  kind: "transform",
  transform: (json) => {
    const { Data, ...rest } = json as { Data: Fields };
    return { ...rest, Data: [...others.map((fields) => ({ ...Data, ...fields })), Data] };
  },
});

/** A refusal in the envelope. */
const failure = (code: unknown, words: string | null = null): Fields => ({
  RequestId: "older-1",
  Status: "Failed",
  Code: code,
  Error: words,
  Data: null,
});
/** By the HTTP status, and in the envelope alone, as a number and as text. */
const refusal = (code: number, words: string | null = null): Strike[] => [
  status(code, {}, failure(code, words)),
  body(JSON.stringify(failure(code, words))),
  body(JSON.stringify(failure(String(code), words))),
];

export const OLDER_FAULTS: readonly WireFaultGroup[] = [
  {
    title: "Older contract: refusals, by the HTTP status and in the envelope alone",
    rows: [
      {
        name: "400",
        strikes: refusal(400, "Bad Request"),
        shown: failed("Exotel did not accept this request. Exotel said: “Bad Request”."),
      },
      {
        name: "401",
        strikes: refusal(401, "Unauthorized"),
        shown: refused("refused"),
      },
      {
        name: "404 (the newer contract is asked, too)",
        strikes: refusal(404, "User not found"),
        shown: accessBlock("Exotel does not know this user ID. Exotel said: “User not found”."),
      },
      { name: "429", strikes: refusal(429), shown: BUSY },
      {
        name: "500",
        strikes: refusal(500, "Internal Server Error"),
        shown: failed("Exotel had an error (500). Exotel said: “Internal Server Error”."),
      },
      {
        name: "An error code in an answer that says “Success”",
        strikes: [answer({ Code: 500 })],
        shown: failed("Exotel had an error (500)."),
      },
      {
        name: "“Failed” without a code, or with that of success",
        strikes: [body(JSON.stringify(failure(null))), body(JSON.stringify(failure(200, "No")))],
        shown: wrong("Status"),
      },
      {
        name: "A page with 401, 404 or 502",
        strikes: [page(401), page(404), page(502)],
        shown: NOT_EXOTELS_STATUS,
      },
      { name: "A captive portal's login page", strikes: [page(200)], shown: PAGE },
    ],
  },
  {
    title: "Older contract: what an answer says",
    rows: [
      {
        name: "The user in a list of one, or among others",
        strikes: [list(), list({ AppUserId: "x" })],
        shown: FINE,
      },
      {
        name: "The softphone is active",
        strikes: [user({ ActiveDeviceId: sipDeviceId })],
        shown: good("softphone, not reported", "S?"),
      },
      {
        name: "Both are active, in a text or a list",
        strikes: [
          user({ ActiveDeviceId: `${phoneDeviceId}, ${sipDeviceId}` }),
          user({ ActiveDeviceId: [sipDeviceId, phoneDeviceId] }),
        ],
        shown: good("not reported", "S?"),
      },
      {
        name: "The active device is empty, missing, null, or none of the user's",
        strikes: ["", undefined, null, "another", 7, {}, []].map((ActiveDeviceId) =>
          user({ ActiveDeviceId }),
        ),
        shown: good("not said which is on", "?"),
      },
      {
        name: "Both devices have the same ID",
        strikes: [user({ SipDeviceID: phoneDeviceId })],
        shown: good("not said which is on", "?"),
      },
      {
        name: "IDs that are numbers",
        strikes: [user({ PhoneDeviceID: 17, SipDeviceID: 18, ActiveDeviceId: 17 })],
        shown: FINE,
      },
      {
        name: "No number, or an empty one, of the phone that is on",
        strikes: [user({ AgentNumber: undefined }), user({ AgentNumber: "" }), user({ AgentNumber: {} })],
        shown: good("numberless", "?"),
      },
      {
        name: "No device",
        strikes: [user({ PhoneDeviceID: "", SipDeviceID: null })],
        shown: unusable("It lists no devices."),
      },
      {
        name: "Another user",
        strikes: [user({ AppUserId: "agent_999" })],
        shown: unusable("It is about another user."),
      },
      { name: "No user's ID", strikes: [user({ AppUserId: undefined })], shown: wrong("Data.0.AppUserId") },
      {
        name: "An empty list (the newer contract is asked, too)",
        strikes: [answer({ Data: [] })],
        shown: accessBlock("Exotel does not know this user ID."),
      },
      {
        name: "Another status than “Success”",
        strikes: [answer({ Status: "success" })],
        shown: wrong("Status"),
      },
      {
        name: "Registered, as no document has it: it is not believed",
        strikes: [user({ ActiveDeviceId: sipDeviceId, registered: true, Registered: true })],
        shown: good("softphone, not reported", "S?"),
      },
    ],
  },
];

/** What befalls one of the requests of a switch from the phone to the softphone. */
export interface OlderSwitchFault {
  readonly name: string;
  /** Which one it strikes. */
  readonly at: "on" | "off";
  readonly strikes: readonly Fault[];
  /** How many such requests it strikes; 1 by default. */
  readonly times?: number;
  /** Which devices are on in the end. */
  readonly ends: "phone" | "softphone" | "both";
  /** What the alert says first; `null` where there is none. */
  readonly problem: string | null;
}

const tells = (on: boolean): RequestMatch => ({
  method: "PUT",
  when: ({ body: sent }) => (sent as { DeviceStatus?: unknown } | undefined)?.DeviceStatus === on,
});
/** The requests that turn the softphone on, and the phone off. */
export const OLDER_STRUCK: Readonly<Record<OlderSwitchFault["at"], RequestMatch>> = {
  on: tells(true),
  off: tells(false),
};

const said = (json: unknown, carryOut: boolean): Fault => ({
  kind: "body",
  body: JSON.stringify(json),
  carryOut,
});
const REFUSED_SWITCH = "Not switched. Exotel did not accept this request. Exotel said: “No”.";
const success = { RequestId: "r", Status: "Success", Code: 200, Error: "", Data: null };
const UNHEARD: Fault[] = [
  page(504),
  { kind: "body", body: "", carryOut: false },
  said({ ...success, Status: "Pending" }, false),
];

/** The server leaves the phone on when the softphone is turned on. */
export const OLDER_SWITCH_FAULTS: readonly OlderSwitchFault[] = [
  {
    name: "400, by the HTTP status, and in the envelope alone: nothing has changed",
    at: "on",
    strikes: [{ kind: "status", status: 400, json: failure(400, "No") }, said(failure(400, "No"), false)],
    ends: "phone",
    problem: REFUSED_SWITCH,
  },
  {
    name: "400: the softphone is turned off again",
    at: "off",
    strikes: [{ kind: "status", status: 400, json: failure(400, "No") }, said(failure(400, "No"), false)],
    ends: "phone",
    problem: REFUSED_SWITCH,
  },
  {
    name: "400, and again when the softphone is turned off again: both stay on",
    at: "off",
    strikes: [{ kind: "status", status: 400, json: failure(400, "No") }],
    times: 2,
    ends: "both",
    problem: REFUSED_SWITCH,
  },
  ...(["on", "off"] as const).map(
    (at): OlderSwitchFault => ({
      name: "A page with 504, an empty answer, or one of another status, and nothing done: it is asked for once more",
      at,
      strikes: UNHEARD,
      ends: "softphone",
      problem: null,
    }),
  ),
  ...(["on", "off"] as const).map(
    (at): OlderSwitchFault => ({
      name: "Done, and answered with nothing, or another status",
      at,
      strikes: [
        { kind: "body", body: "" },
        said({ ...success, Status: "Pending" }, true),
        said({ ...success, Data: { ActiveDeviceId: "x", AppUserId: "another" } }, true),
      ],
      ends: "softphone",
      problem: null,
    }),
  ),
  {
    name: "429: it is tried again when its time has come",
    at: "off",
    strikes: [{ kind: "status", status: 429, headers: { "retry-after": "5" } }],
    ends: "softphone",
    problem: null,
  },
  {
    name: "The answer says that it is done, and it is not: the phone stays on",
    at: "on",
    strikes: [said(success, false)],
    ends: "phone",
    problem: "Your devices are not as you set them. They were changed elsewhere.",
  },
  {
    name: "The answer says that it is done, and it is not: it is asked for once more",
    at: "off",
    strikes: [said(success, false)],
    ends: "softphone",
    problem: null,
  },
];
