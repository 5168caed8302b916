import { createAgent } from "./agent/agent.ts";
import { type Command, isFromOwnPage } from "./browser/commands.ts";
import { watchMenu } from "./browser/context-menu.ts";
import { browser } from "./browser/extension.ts";
import { watchAccess } from "./browser/host-access.ts";
import { watchNotifications } from "./browser/notifications.ts";
import { platform } from "./browser/platform.ts";
import { isInstalledByPolicy, watchPolicy } from "./browser/policy.ts";
import { reportPauses } from "./browser/presence.ts";
import { asChangedPage } from "./browser/probe.ts";
import { restrictToOwnPages } from "./browser/storage.ts";
import { browserTabs, watchTabs } from "./browser/tabs.ts";

// Add every listener in the worker's first turn: the browser starts the worker for an event and delivers it only to
// listeners added by then.
const listenToTabs = watchTabs((event) => ignoreErrors(agent.tabHappened(event)));
const agent = createAgent({ ...platform, tabs: browserTabs(listenToTabs) });

browser.alarms.onAlarm.addListener(() => ignoreErrors(agent.wake()));
browser.commands.onCommand.addListener((name) => ignoreErrors(agent.key(name)));
browser.idle.onStateChanged.addListener((presence) => ignoreErrors(agent.presenceChanged(presence)));
watchNotifications({
  pressed: (id, button) => ignoreErrors(agent.alertPressed(id, button)),
  clicked: (id) => ignoreErrors(agent.alertClicked(id)),
  closed: (id) => ignoreErrors(agent.alertClosed(id)),
});
// This listener makes the browser start the worker at browser startup.
browser.runtime.onStartup.addListener(() => ignoreErrors(agent.started));
browser.runtime.onInstalled.addListener(({ reason }) => ignoreErrors(greet(reason)));
// Firefox installs an update at once, which empties the memory, unless somebody listens: then it waits for the next start.
browser.runtime.onUpdateAvailable.addListener(() => undefined);
browser.runtime.onMessage.addListener((command: unknown, sender, reply: (reply?: unknown) => void) => {
  // An empty reply: our pages take it as a failure of the background, and all other senders get it.
  if (isFromOwnPage(sender)) agent.command(command as Command).then(reply, () => reply());
  else {
    const changed = asChangedPage(command, sender);
    if (changed !== null) ignoreErrors(agent.pageChanged(changed.tab, changed.address));
    reply();
  }
  return true;
});
watchMenu((id) => ignoreErrors(agent.menuChosen(id)));
watchAccess(
  () => ignoreErrors(agent.accessRemoved()),
  () => ignoreErrors(agent.accessGranted()),
);
watchPolicy(() => ignoreErrors(agent.applyPolicy()));
// Content scripts cannot enter our pages, so this need not delay the event that started the worker. It is done once more before
// a script of ours enters a page.
ignoreErrors(agent.started.finally(restrictToOwnPages));
ignoreErrors(agent.started.finally(reportPauses));

/** The next event makes up for work that failed now: the alarm repeats until it succeeds. */
function ignoreErrors(work: Promise<void>): void {
  work.catch(() => undefined);
}

async function greet(reason: string): Promise<void> {
  if (reason === "install" && (await agent.leavesSetUp(await isInstalledByPolicy())))
    await browser.runtime.openOptionsPage();
}
