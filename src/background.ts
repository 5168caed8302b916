import { createAgent } from "./agent/agent.ts";
import { type Command, type Reply, isFromOwnPage } from "./browser/commands.ts";
import { browser } from "./browser/extension.ts";
import { restrictToOwnPages } from "./browser/storage.ts";
import { surroundings } from "./browser/surroundings.ts";

// Every listener is added in the worker's first turn: the browser starts the worker for an event,
// and gives it only to the listeners that are there by then.
const agent = createAgent(surroundings);

browser.alarms.onAlarm.addListener(() => void agent.wake());
browser.commands.onCommand.addListener((name) => void agent.key(name));
browser.idle.onStateChanged.addListener((state) => {
  if (state === "active") void agent.returned();
});
// The listener is what makes the browser start the worker when it starts itself.
browser.runtime.onStartup.addListener(() => void agent.started);
browser.runtime.onInstalled.addListener(({ reason }) => void greet(reason));
browser.runtime.onMessage.addListener((command: unknown, sender, reply: (reply: Reply) => void) => {
  if (!isFromOwnPage(sender)) return undefined;
  agent.command(command as Command).then(reply);
  return true;
});
restrictToOwnPages().catch(() => undefined);

async function greet(reason: string): Promise<void> {
  if (reason === "install" && !(await agent.isSetUp())) await browser.runtime.openOptionsPage();
}
