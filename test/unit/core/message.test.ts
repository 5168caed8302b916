import { expect, it } from "vitest";
import { message, sameMessages } from "../../../src/core/message.ts";

it("messages are the same with the same ID and the same values", () => {
  expect(sameMessages(message("agoDays", { count: 3 }), message("agoDays", { count: 3 }))).toBe(true);
  expect(sameMessages(message("agoDays", { count: 3 }), message("agoDays", { count: 4 }))).toBe(false);
  expect(sameMessages(message("agoDays", { count: 3 }), message("agoHours", { count: 3 }))).toBe(false);
  expect(sameMessages([message("agoNow")], [message("agoNow"), message("agoNow")])).toBe(false);
});
