import { createAgent } from "./agent/agent.ts";
import { type Command, isFromOwnPage } from "./browser/commands.ts";
import { browser } from "./browser/extension.ts";
import { watchAccess } from "./browser/host-access.ts";
import { platform } from "./browser/platform.ts";
import { watchPolicy } from "./browser/policy.ts";
import { noticePauses } from "./browser/presence.ts";
import { restrictToOwnPages } from "./browser/storage.ts";

// Every listener is added in the worker's first turn: the browser starts the worker for an event,
// and gives it only to the listeners that are there by then.
const agent = createAgent(platform);

browser.alarms.onAlarm.addListener(() => ignoreErrors(agent.wake()));
browser.commands.onCommand.addListener((name) => ignoreErrors(agent.key(name)));
browser.idle.onStateChanged.addListener((presence) => ignoreErrors(agent.presenceChanged(presence)));
// The listener is what makes the browser start the worker when it starts itself.
browser.runtime.onStartup.addListener(() => ignoreErrors(agent.started));
browser.runtime.onInstalled.addListener(({ reason }) => ignoreErrors(greet(reason)));
browser.runtime.onMessage.addListener((command: unknown, sender, reply: (reply?: unknown) => void) => {
  // No answer at all is what a page takes for a background in trouble, and all that others get.
  if (isFromOwnPage(sender)) agent.command(command as Command).then(reply, () => reply());
  else reply();
  return true;
});
watchAccess(
  () => ignoreErrors(agent.accessLost()),
  () => ignoreErrors(agent.accessGiven()),
);
watchPolicy(() => ignoreErrors(agent.obeyPolicy()));
// No page of ours is open to content scripts, so this need not delay what the worker was started for.
ignoreErrors(agent.started.finally(restrictToOwnPages));
ignoreErrors(agent.started.finally(noticePauses));
// Nor this, which the browser may not know yet.
ignoreErrors(agent.started.then(agent.obeyPolicy));

/** What the browser could not do for this event is done at the next: the alarm repeats until all is well. */
function ignoreErrors(work: Promise<void>): void {
  work.catch(() => undefined);
}

async function greet(reason: string): Promise<void> {
  if (reason === "install" && !(await agent.isSetUp())) await browser.runtime.openOptionsPage();
}
