import { retryAt } from "../../src/core/switching/journal.ts";
import { OTHER_KEYS } from "../../src/store/items.ts";
import { phoneSwitch, softphoneSwitch } from "../../test/e2e/agent-view.ts";
import { everythingIn } from "../../test/e2e/harness/everything-in.ts";
import { pause, until } from "../../test/e2e/harness/wait.ts";
import type { Api } from "../../test/emulator/store.ts";
import type { Agent } from "./agent.ts";
import { badgeOf, endingProblem, GRACE, TAB_GRACE } from "./judge.ts";
import { mendTab, TAB_EVENTS } from "./softphone-tab.ts";
import type { Sight, Watch } from "./watch.ts";

/**
 * How long the truth may take to be shown, ms: what the extension has planned for itself, a whole period of its alarm, of which
 * a worker may have died just after it had rung, and what a loaded machine takes.
 */
const PATIENCE = 150_000;
/** A read that is planned for later than this is not waited for: the agent looks, as anybody would; ms. */
const LONGEST_WAIT_FOR_A_READ = 35_000;
/** How often the emulated softphone is seen; ms. */
const HEARTBEAT = 30_000;

/**
 * With every fault over, waits until the extension shows the truth again by itself, and judges how things have ended.
 *
 * The agent looks, by opening the popup, only where the extension waits for that: after refused credentials, after a server's
 * wait, and where the backoff is longer than a soak can wait. Nothing is reloaded or restarted.
 */
export async function comeToRest(agent: Agent, watch: Watch, api: Api): Promise<void> {
  const { exotel, chronicle } = agent;
  chronicle.note("* all is calm");
  await agent.closePopup();
  await mendTab(agent, api);
  const began = Date.now();
  // The storm may have kept the agent from entering what is good now.
  if (agent.signedIn !== api) await agent.signIn(api);
  if (agent.signedIn !== api) chronicle.violate("recovery", "signing in without any fault has failed");
  const sight = await truth(agent, watch, api, began);
  if (sight === null) return;
  chronicle.count("calms");
  chronicle.count("calms: seconds until the truth was shown", Math.round((Date.now() - began) / 1000));
  const on = exotel.facts(api);
  chronicle.violate("switches", endingProblem(on, sight, exotel.outside));
  const popup = await agent.openPopup();
  for (const [shown, is] of [
    [phoneSwitch(popup), on.phone],
    [softphoneSwitch(popup), on.sip],
  ] as const)
    await shown.and(popup.locator(`[aria-checked=${is}]:not([aria-busy=true])`)).waitFor();
  const sentence = await popup.locator(".hero-title").first().innerText();
  const { title, stored } = await watch.look();
  if (!title.includes(sentence)) chronicle.violate("popup and tooltip", `“${sentence}” beside “${title}”`);
  await lookForCredentials(agent, stored);
  await agent.closePopup();
  if (sight.items.settings.softphonePage === null) return;
  // In a storm, faults may hide for long what becomes of a tab that is closed. A rule may ring the phone at once.
  await TAB_EVENTS.closed(agent);
  const due = () => badgeOf({ ...exotel.facts(api), registered: false });
  const isSeen = async () => (await watch.look()).badge === due();
  const what = () => `the badge to be ${due()}, with the softphone's tab closed`;
  await until(what, isSeen, TAB_GRACE).catch((error) => chronicle.violate("softphone's tab", String(error)));
}

/** Waits until badge and journal are as they should be, by a read that was made since `began`; `null` where in vain. */
async function truth(agent: Agent, watch: Watch, api: Api, began: number): Promise<Sight | null> {
  const { exotel, chronicle } = agent;
  let last = { due: "", since: began };
  for (; ; await pause(250)) {
    const sight = await watch.look();
    const { status, waits, journal } = sight.items;
    const now = Date.now();
    const due = badgeOf(exotel.facts(api));
    const readAt = status.reading?.takenAt ?? 0;
    if (sight.badge === due && journal === null && readAt >= began) return sight;
    if (due !== last.due) last = { due, since: now };
    // By such a read, a softphone whose tab came back has been seen since, so that it counts again.
    const isRead = journal === null && readAt >= last.since + HEARTBEAT && now > readAt + GRACE;
    if (isRead || now > began + PATIENCE) {
      const seen = JSON.stringify({ ...sight, stored: undefined, began });
      chronicle.violate("recovery", `the badge should be ${due}: ${seen}`);
      return null;
    }
    const wait = Math.max(waits.readUntil ?? 0, waits.writeUntil ?? 0);
    const planned = Math.max(wait, status.nextReadAt ?? 0, (journal && retryAt(journal)) ?? 0);
    const isFar = status.credentials !== "present" || planned - began > LONGEST_WAIT_FOR_A_READ;
    if (isFar && wait <= now) await agent.openPopup();
  }
}

/** Looks for credentials in storage outside the vault, in the popup, the options page, titles and addresses. */
async function lookForCredentials(agent: Agent, stored: Sight["stored"]): Promise<void> {
  const { handle, exotel } = agent;
  const options = await handle.openOptions();
  await options.getByRole("button", { name: "Save and connect" }).waitFor();
  const { targetInfos } = await handle.browserCdp.send("Target.getTargets", { filter: [{}] });
  const { [OTHER_KEYS.credentials]: _saved, [OTHER_KEYS.staged]: _staged, ...outside } = stored;
  const pages = [await everythingIn(await agent.openPopup()), await everythingIn(options)];
  for (const place of [...Object.entries(outside), targetInfos, ...pages].map((each) => JSON.stringify(each)))
    exotel.keepSecret(place, place.slice(0, 200));
  await options.close();
}
