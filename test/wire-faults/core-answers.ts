/** What answers of Integrations Core say. */
import { CORE, changed, FINE, phone, sip, withSip } from "./core-strikes.ts";
import { good, type WireFaultGroup } from "./row.ts";
import { body, goodAnswer, JOINED_NAME, TRICKY } from "./strikes.ts";

const { failed, unusable, wrong } = CORE;

const inAnHour = (now: number): string => new Date(now + 3_600_000).toISOString();

export const CORE_ANSWERS: readonly WireFaultGroup[] = [
  {
    title: "What an answer says",
    rows: [
      {
        name: "`success` is false, missing, or a text; a list, or 50,000 lists in each other, as the answer",
        strikes: [
          body("[]"),
          body("[".repeat(50_000) + "]".repeat(50_000)),
          changed((answer) => void Object.assign(answer, { success: false })),
          changed((answer) => void delete answer.success),
          changed((answer) => void Object.assign(answer, { success: "true" })),
        ],
        shown: wrong("success"),
      },
      {
        name: "`data` is missing",
        strikes: [changed((answer) => void delete answer.data)],
        shown: wrong("data"),
      },
      {
        name: "`devices` is missing, or null",
        strikes: [
          changed((_answer, data) => void delete data.devices),
          changed((_answer, data) => void Object.assign(data, { devices: null })),
        ],
        shown: wrong("data.devices"),
      },
      {
        name: "`devices` is empty, or holds only null",
        strikes: [
          changed((_answer, data) => void Object.assign(data, { devices: {} })),
          changed((_answer, data) => void Object.assign(data, { devices: { phone: null, sip: null } })),
        ],
        shown: unusable("It lists no devices."),
      },
      {
        name: "Another user's answer",
        strikes: [changed((_answer, data) => void Object.assign(data, { user_id: "agent_002" }))],
        shown: unusable("It is about another user."),
      },
      {
        name: "The user's ID in other letter case",
        strikes: [changed((_answer, data) => void Object.assign(data, { user_id: "Agent_001" }))],
        shown: failed("Exotel writes your user ID “Agent_001”. Capital and small letters must match."),
      },
      {
        name: "`user_id` is missing, or a number; `data` is a list",
        strikes: [
          changed((_answer, data) => void delete data.user_id),
          changed((_answer, data) => void Object.assign(data, { user_id: 1 })),
          changed((answer) => void Object.assign(answer, { data: [] })),
        ],
        shown: wrong("data.user_id"),
      },
      {
        name: 'The softphone\'s `enabled` is 1, 0, "true", null, or missing',
        strikes: [1, 0, "true", null, undefined].map((enabled) => sip({ enabled })),
        shown: wrong("data.devices.sip.enabled"),
      },
      {
        name: "The phone's `enabled` is 1, or missing",
        strikes: [phone({ enabled: 1 }), phone({ enabled: undefined })],
        shown: wrong("data.devices.phone.enabled"),
      },
      {
        name: '`registered` is missing, null, 1, "true", or an object',
        strikes: [undefined, null, 1, "true", {}].map((registered) => sip({ registered })),
        shown: good("not reported", "S?"),
      },
      {
        name: "`registered` is false",
        strikes: [sip({ registered: false })],
        shown: good("unregistered", "!"),
        sample: "first",
      },
      {
        name: "The softphone is missing, null, or off",
        strikes: [
          changed((_answer, _data, devices) => void delete devices.sip),
          changed((_answer, _data, devices) => void Object.assign(devices, { sip: null })),
          sip({ enabled: false }),
        ],
        shown: good("phone", "TEL"),
      },
      {
        name: "The phone is missing, null, or off",
        strikes: [
          changed((_answer, _data, devices) => void delete devices.phone),
          changed((_answer, _data, devices) => void Object.assign(devices, { phone: null })),
          phone({ enabled: false }),
        ],
        shown: good("softphone", "SIP"),
      },
      {
        name: "Both devices are off, which the API forbids",
        strikes: [
          changed((_answer, _data, _devices, tel, it) => {
            tel.enabled = false;
            it.enabled = false;
          }),
        ],
        shown: good("nobody", "!!"),
      },
      {
        name: "The same key twice: the last one counts",
        strikes: [
          withSip('{"enabled":false,"registered":true,"enabled":true,"registered":false}'),
          withSip('{"enabled":true,"registered":true,"registered":false}'),
        ],
        shown: good("unregistered", "!"),
      },
      {
        name: "The phone's number is missing, null, of an odd type, empty or blank",
        strikes: [undefined, null, true, {}, [], "", " \u200b"].map((number) => phone({ number })),
        shown: good("softphone at least", "SIP"),
        holds: "No number given",
      },
      {
        name: "The phone's number is written as a number",
        strikes: [phone({ number: 919876543210 })],
        shown: FINE,
        holds: "919876543210",
      },
      {
        name: "The same, and the softphone is off",
        strikes: [
          changed((_answer, _data, _devices, tel, it) => {
            tel.number = null;
            it.enabled = false;
          }),
        ],
        shown: good("numberless", "?"),
      },
      {
        name: "`last_seen` is missing or null, the address of an odd type; unknown fields and devices; `__proto__`",
        strikes: [
          sip({ last_seen: undefined }),
          sip({ last_seen: null, username: null }),
          sip({ username: true }),
          changed((_answer, _data, devices) => void Object.assign(devices, { fax: { enabled: true } })),
          withSip('{"enabled":true,"registered":true,"__proto__":{"registered":false}}'),
        ],
        shown: FINE,
      },
      {
        name: "`last_seen` is no date: words, a number, the 31st of February, nothing, without a zone",
        strikes: ["yesterday", 1_718_447_100, "2024-02-31T10:00:00.000Z", "", "2024-06-15T10:25:00"].map(
          (last_seen) => sip({ last_seen }),
        ),
        shown: FINE,
      },
      {
        name: "`last_seen` in 1970",
        strikes: [sip({ last_seen: "1970-01-01T00:00:00.000Z" })],
        shown: good("unseen for long", "S?"),
      },
      {
        name: "`last_seen` in an hour",
        strikes: [
          changed(
            (_answer, _data, _devices, _phone, it, at) => void Object.assign(it, { last_seen: inAnHour(at) }),
          ),
        ],
        shown: good("seen in the future", "S?"),
      },
      {
        name: "`updated_at` in an hour, or no date; no `Date` header, or nonsense in it",
        strikes: [
          changed(
            (_answer, data, _devices, _phone, _sip, at) =>
              void Object.assign(data, { updated_at: inAnHour(at) }),
          ),
          changed((_answer, data) => void Object.assign(data, { updated_at: "yesterday" })),
          goodAnswer({ date: "" }),
          goodAnswer({ date: "soon" }),
        ],
        shown: FINE,
      },
      {
        name: "A name with control and bidirectional characters",
        strikes: [sip({ username: TRICKY })],
        shown: FINE,
        holds: "agent100_ end",
        lacks: /[\p{Cf}\p{Zl}\0]/u,
      },
      {
        name: "A name in scripts that join their letters, and with an emoji that is joined of several",
        strikes: [sip({ username: JOINED_NAME })],
        shown: FINE,
        holds: JOINED_NAME,
      },
      {
        name: "A name of markup, or of 200 kB",
        strikes: [
          sip({ username: "<img src=x onerror=alert(1)>" }),
          sip({ username: `<img src=x onerror=alert(1)>${"a".repeat(200_000)}` }),
        ],
        shown: FINE,
        holds: "<img src=x onerror=alert(1)>",
      },
    ],
  },
];
