import { expect, it } from "vitest";
import { callText, type SoftphoneCall, truthOf } from "./verdict-truth.ts";

const BOTH = { phone: true, softphone: true };
const SOFTPHONE_ONLY = { phone: false, softphone: true };
const PHONE_ONLY = { phone: true, softphone: false };
const NONE = { phone: false, softphone: false };

const rang = (over: Partial<SoftphoneCall> = {}): SoftphoneCall => ({
  rangIn: 1,
  status: 200,
  isMuted: false,
  ...over,
});
const refused = (status: number | null): SoftphoneCall => rang({ rangIn: 0, status });

it("takes green for true only if somebody could hear the call and answer it", () => {
  expect(truthOf("SIP", "", BOTH, rang())).toBe("true");
  expect(truthOf("SIP", "", BOTH, rang({ rangIn: 2 }))).toBe("true");
  for (const call of [refused(480), refused(null), rang({ status: 480 }), rang({ isMuted: true }), null])
    expect(truthOf("SIP", "", BOTH, call)).toBe("green");
  expect(truthOf("SIP", "The softphone's tab is muted.", BOTH, rang({ isMuted: true }))).toBe("true");
});

it("takes a badge for too dark if the softphone rings all the same", () => {
  expect(truthOf("!", "", BOTH, rang())).toBe("dark");
  expect(truthOf("!", "", BOTH, refused(480))).toBe("true");
  expect(truthOf("!!", "", SOFTPHONE_ONLY, rang())).toBe("dark");
  expect(truthOf("!!", "", SOFTPHONE_ONLY, refused(500))).toBe("true");
  expect(truthOf("!!", "", BOTH, refused(480))).toBe("dark");
});

it("takes a phone's badge for true only if the phone is on", () => {
  expect(truthOf("TEL", "", PHONE_ONLY, null)).toBe("true");
  expect(truthOf("!!", "", NONE, null)).toBe("true");
  expect(truthOf("TEL", "", NONE, null)).toBe("green");
  expect(truthOf("!", "", SOFTPHONE_ONLY, refused(480))).toBe("green");
});

it("takes doubt for neither", () => {
  for (const badge of ["S?", "?", "KEY", "…"]) expect(truthOf(badge, "", BOTH, refused(480))).toBe("open");
});

it("says in a few words what a call got", () => {
  const said = [
    null,
    rang(),
    rang({ rangIn: 2 }),
    rang({ isMuted: true }),
    rang({ status: 480 }),
    refused(408),
    refused(null),
  ];
  expect(said.map(callText)).toEqual([
    "not called",
    "rang",
    "rang in 2 tabs",
    "rang, muted",
    "rang, 480 when answered",
    "408",
    "no answer",
  ]);
});
