import { EventEmitter } from "node:events";
import type { CDPSession } from "playwright-core";
import { expect, test } from "vitest";
import { sendToTarget } from "../../e2e/harness/target.ts";

const EVENT = "Target.receivedMessageFromTarget";

/** The browser's debugger. @param answer what comes of a command to the target */
function browserOf(answer: (browser: EventEmitter, message: string) => void): EventEmitter & CDPSession {
  const browser = new EventEmitter();
  const send = async (method: string, { message = "" }: { message?: string } = {}) => {
    if (method === "Target.sendMessageToTarget") answer(browser, message);
    return { sessionId: "mine" };
  };
  return Object.assign(browser, { send }) as unknown as EventEmitter & CDPSession;
}

const commands = [["First.command"], ["Last.command"]] as const;

test("a target's events are heard until it answers the last command", async () => {
  const heard: unknown[] = [];
  const browser = browserOf((all, message) => {
    const { id, method } = JSON.parse(message);
    all.emit(EVENT, { sessionId: "other", message: JSON.stringify({ id: 1, result: "another's" }) });
    all.emit(EVENT, { sessionId: "mine", message: JSON.stringify({ params: method }) });
    all.emit(EVENT, { sessionId: "mine", message: JSON.stringify({ id, result: method }) });
  });
  expect(await sendToTarget(browser, "target", commands, (params) => heard.push(params))).toBe(
    "Last.command",
  );
  expect(heard).toEqual(["First.command", "Last.command"]);
  expect(browser.eventNames()).toEqual([]);
});

test.each([
  ["goes before it answers", "Target.detachedFromTarget", { sessionId: "mine" }, "has gone"],
  ["refuses a command", EVENT, { sessionId: "mine", message: '{"id":0,"error":"refused"}' }, "refused"],
])("a target that %s is not waited for", async (_what, event, payload, why) => {
  const browser = browserOf((all) => all.emit(event, payload));
  await expect(sendToTarget(browser, "target", commands)).rejects.toThrow(why);
  expect(browser.eventNames()).toEqual([]);
});
