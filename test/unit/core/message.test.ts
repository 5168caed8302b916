import { expect, it } from "vitest";
import { includesAll, message, sameMessages } from "../../../src/core/message.ts";

it("messages are the same with the same ID and the same values", () => {
  expect(sameMessages(message("agoDays", { count: 3 }), message("agoDays", { count: 3 }))).toBe(true);
  expect(sameMessages(message("agoDays", { count: 3 }), message("agoDays", { count: 4 }))).toBe(false);
  expect(sameMessages(message("agoDays", { count: 3 }), message("agoHours", { count: 3 }))).toBe(false);
  expect(sameMessages([message("agoNow")], [message("agoNow"), message("agoNow")])).toBe(false);
});

it("sentences include others where each of these is among them, in any order", () => {
  const [now, days, hours] = [
    message("agoNow"),
    message("agoDays", { count: 3 }),
    message("agoHours", { count: 3 }),
  ];
  expect(includesAll([now, days], [days])).toBe(true);
  expect(includesAll([now, days], [days, now])).toBe(true);
  expect(includesAll([now, days], [])).toBe(true);
  expect(includesAll([now, days], [days, hours])).toBe(false);
  expect(includesAll([], [now])).toBe(false);
});
