import { expect, it } from "vitest";
import { INITIAL_STATUS } from "../../../src/core/devices/status.ts";
import { privateTexts, withoutPrivate } from "../../../src/core/private-texts.ts";
import { CCM, CORE, phone, readingOf, sip } from "./set-up/facts.ts";

it("names, numbers, addresses and IDs are private, and neither API nor region", () => {
  const devices = [phone({ name: "Desk" }), sip({ name: "", address: null })];
  const reading = readingOf(devices, { userName: "Asha Rao", userId: "usr_1" });
  const status = { ...INITIAL_STATUS, reading };
  expect(privateTexts({ account: CORE, status })).toEqual([
    "cust_1",
    "app_1",
    "agent_001",
    "usr_1",
    "Asha Rao",
    "Desk",
    "+919876543210",
  ]);
  expect(privateTexts({ account: CCM, status: INITIAL_STATUS })).toEqual(["demo1", "usr_asha"]);
  expect(privateTexts({ account: null, status: INITIAL_STATUS })).toEqual([]);
});

it.each([
  ["+919876543210", "call +919876543210 now", "call (removed) now"],
  ["+919876543210", "call 919876543210", "call (removed)"],
  ["+919876543210", "call 09876543210", "call 0(removed)"],
  ["+91 98765 43210", "call 919876543210", "call (removed)"],
  ["sip:asha@exotel.example", "asha at home, sip:asha@exotel.example", "(removed) at home, (removed)"],
  ["sips:asha@exotel.example", "asha at home", "(removed) at home"],
  ["agent_001@app_1.exotel.com", "agent_001, agent_001", "(removed), (removed)"],
  ["Asha", "Asha", "(removed)"],
  ["Ash", "Ash", "Ash"],
  ["a.sip:b1@exotel.example", "a.sip:b1", "(removed)"],
])("of %s, nothing is left in %j", (text, said, left) => {
  expect(withoutPrivate([text])(said)).toBe(left);
});

it("the longest of several goes first, so that no part of it is left", () => {
  expect(withoutPrivate(["Asha", "Asha Rao"])("Asha Rao")).toBe("(removed)");
});
