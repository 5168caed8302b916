/** What answers of CCM about a user say. */
import { DEMO } from "../emulator/emulator.ts";
import { CCM, changed, FINE, phone, response, softphone, user } from "./ccm-strikes.ts";
import { good, type WireFaultGroup } from "./row.ts";
import { JOINED_NAME, TRICKY } from "./strikes.ts";

const { userId } = DEMO.ccm;
const { failed, unusable, wrong } = CCM;

export const CCM_ANSWERS: readonly WireFaultGroup[] = [
  {
    title: "CCM: what an answer says",
    rows: [
      {
        name: "`response` is missing, or null",
        strikes: [
          changed((answer) => void Reflect.deleteProperty(answer, "response")),
          changed((answer) => void Object.assign(answer, { response: null })),
        ],
        shown: wrong("response"),
      },
      {
        name: "`status` is missing, or another word; `response` is a list of two, as of all users",
        strikes: [
          response({ status: undefined }),
          response({ status: "ok" }),
          changed((answer) => void Object.assign(answer, { response: [answer.response, answer.response] })),
        ],
        shown: wrong("response.status"),
      },
      {
        name: "`data` is missing, or null",
        strikes: [response({ data: undefined }), response({ data: null })],
        shown: wrong("response.data"),
      },
      {
        name: "Another user's answer",
        strikes: [user({ id: "usr_bela" }), user({ id: 42 })],
        shown: unusable("It is about another user."),
      },
      {
        name: "The user's ID in other letter case",
        strikes: [user({ id: userId.toUpperCase() })],
        shown: failed(
          `Exotel writes your user ID “${userId.toUpperCase()}”. Capital and small letters must match.`,
        ),
      },
      {
        name: "`id` is missing, nothing, an object, or what every object has (`constructor`)",
        strikes: [undefined, "", {}, "constructor"].map((id) => user({ id })),
        shown: wrong("response.data.id"),
      },
      {
        name: "`devices` is missing, or null",
        strikes: [user({ devices: undefined }), user({ devices: null })],
        shown: unusable("It lists no devices."),
      },
      {
        name: "`devices` is an object, or a text",
        strikes: [user({ devices: {} }), user({ devices: "none" })],
        shown: wrong("response.data.devices"),
      },
      {
        name: 'A device\'s `available` is 1, 0, "true", or missing',
        strikes: [1, 0, "true", undefined].map((available) => phone({ available })),
        shown: wrong("response.data.devices.0.available"),
      },
      {
        name: "`type` is missing, or a number",
        strikes: [phone({ type: undefined }), phone({ type: 1 })],
        shown: wrong("response.data.devices.0.type"),
      },
      {
        name: "A device's `id` is missing, null, an object, `__proto__`, or holds control or bidirectional characters",
        strikes: [undefined, null, {}, "__proto__", TRICKY].map((id) => phone({ id })),
        shown: wrong("response.data.devices.0.id"),
      },
      {
        name: "The same device twice, once on and once off",
        strikes: [
          changed(
            ({ response: { data } }) => void data.devices.push({ ...data.devices[0], available: false }),
          ),
        ],
        shown: unusable("It lists a device twice."),
      },
      {
        name: "No device at all",
        strikes: [user({ devices: [] })],
        shown: good("no device", "!!"),
      },
      {
        name: "None on; all `available` null, as of unverified ones",
        strikes: [phone({ available: false }), phone({ available: null, verified: false })],
        shown: good("nobody", "!!"),
      },
      {
        name: "On, and not verified; on, and `verified` is of an odd type, which may mean that",
        strikes: [false, "false", "yes", 0, 1, {}].map((verified) => phone({ verified })),
        shown: good("unverified", "!!"),
      },
      {
        name: "The softphone is on instead",
        strikes: [
          changed(({ response: { data } }) => {
            Object.assign(data.devices[0] ?? {}, { available: false });
            Object.assign(data.devices[1] ?? {}, { available: true });
          }),
        ],
        shown: good("softphone, not reported", "S?"),
        sample: "first",
      },
      {
        name: "Two devices on, which the API forbids; `registered: true` beside, which it does not know",
        strikes: [softphone({ available: true }), softphone({ available: true, registered: true })],
        shown: good("not reported", "S?"),
      },
      {
        name: "Only a device of a type that no document names is on",
        strikes: [phone({ type: "webrtc" })],
        shown: good("unknown device", "?"),
      },
      {
        name: "The phone's number is null, of an odd type, empty or blank",
        strikes: [null, true, {}, [], "", " \u200b"].map((contact_uri) => phone({ contact_uri })),
        shown: good("numberless", "?"),
        holds: "No number given",
      },
      {
        name: "The phone's number is written as a number",
        strikes: [phone({ contact_uri: 919876543210 })],
        shown: FINE,
        holds: "919876543210",
      },
      {
        name: "`status`, name or `request_id` missing, null, of an odd type, or an unknown word; no word of `verified`; unknown fields",
        strikes: [
          phone({ status: true }),
          phone({ verified: undefined, status: undefined }),
          phone({ verified: null, status: "on-break", name: null }),
          changed((answer) => void Object.assign(answer, { request_id: 7, http_code: "x", extra: [1] })),
          response({ code: undefined, error_data: "none" }),
        ],
        shown: FINE,
      },
      {
        name: "`response` is a list of the one record; a name or an email of another type",
        strikes: [
          changed((answer) => void Object.assign(answer, { response: [answer.response] })),
          user({ first_name: 1, name: {}, email: [] }),
          phone({ name: 1 }),
        ],
        shown: FINE,
      },
      {
        name: "A device's name with control and bidirectional characters",
        strikes: [phone({ name: TRICKY })],
        shown: FINE,
        holds: "agent100_ end",
        lacks: /[\p{Cf}\p{Zl}\0]/u,
      },
      {
        name: "A device's name in scripts that join their letters, and with an emoji that is joined of several",
        strikes: [phone({ name: JOINED_NAME })],
        shown: FINE,
        holds: JOINED_NAME,
      },
      {
        name: "A device's name of markup, or of 200 kB",
        strikes: ["", "a".repeat(200_000)].map((more) =>
          phone({ name: `<img src=x onerror=alert(1)>${more}` }),
        ),
        shown: FINE,
        holds: "<img src=x onerror=alert(1)>",
      },
    ],
  },
];
