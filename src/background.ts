import { createAgent } from "./agent/agent.ts";
import { type Command, isFromOwnPage } from "./browser/commands.ts";
import { browser } from "./browser/extension.ts";
import { watchAccess } from "./browser/host-access.ts";
import { watchPolicy } from "./browser/policy.ts";
import { noticePauses } from "./browser/presence.ts";
import { restrictToOwnPages } from "./browser/storage.ts";
import { surroundings } from "./browser/surroundings.ts";

// Every listener is added in the worker's first turn: the browser starts the worker for an event,
// and gives it only to the listeners that are there by then.
const agent = createAgent(surroundings);

browser.alarms.onAlarm.addListener(() => quietly(agent.wake()));
browser.commands.onCommand.addListener((name) => quietly(agent.key(name)));
browser.idle.onStateChanged.addListener((presence) => quietly(agent.presenceChanged(presence)));
// The listener is what makes the browser start the worker when it starts itself.
browser.runtime.onStartup.addListener(() => quietly(agent.started));
browser.runtime.onInstalled.addListener(({ reason }) => quietly(greet(reason)));
browser.runtime.onMessage.addListener((command: unknown, sender, reply: (reply?: unknown) => void) => {
  // No answer at all is what a page takes for a background in trouble, and all that others get.
  if (isFromOwnPage(sender)) agent.command(command as Command).then(reply, () => reply());
  else reply();
  return true;
});
watchAccess(
  () => quietly(agent.accessLost()),
  () => quietly(agent.accessGiven()),
);
watchPolicy(() => quietly(agent.obeyPolicy()));
// No page of ours is open to content scripts, so this need not delay what the worker was started for.
quietly(agent.started.finally(restrictToOwnPages));
quietly(agent.started.finally(noticePauses));
// Nor this, which the browser may not know yet.
quietly(agent.started.then(agent.obeyPolicy));

/** What the browser could not do for this event is done at the next: the alarm repeats until all is well. */
function quietly(work: Promise<void>): void {
  work.catch(() => undefined);
}

async function greet(reason: string): Promise<void> {
  if (reason === "install" && !(await agent.isSetUp())) await browser.runtime.openOptionsPage();
}
