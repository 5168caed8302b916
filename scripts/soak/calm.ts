import { pause, until } from "../../test/e2e/harness/wait.ts";
import type { Api } from "../../test/emulator/store.ts";
import { SECRETS } from "./exotel.ts";
import { badgeOf, endingProblem, GRACE, holdsSecret, TAB_GRACE } from "./judge.ts";
import { mendTab, TAB_EVENTS } from "./softphone-tab.ts";
import type { Parts } from "./storm.ts";
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
const POLL = 250; // ms
const STORED_CREDENTIALS = ["vault.credentials", "vault.staged"];
const SWITCHES = { phone: /^PSTN phone/, sip: /^SIP softphone/ } as const;

/**
 * With every fault over, waits until the extension shows the truth again by itself, and judges how things have ended.
 *
 * The agent looks, by opening the popup, only where the extension waits for that: after refused credentials, after a server's
 * wait, and where the backoff is longer than a soak can wait. Nothing is reloaded or restarted.
 */
export async function comeToRest(parts: Parts, watch: Watch, api: Api): Promise<void> {
  const { exotel, agent, chronicle } = parts;
  chronicle.note("* all is calm");
  await agent.closePopup();
  await mendTab(parts, api);
  const began = Date.now();
  // The storm may have kept the agent from entering what is good now.
  if (agent.signedIn !== api) await agent.signIn(api);
  if (agent.signedIn !== api) chronicle.violate("recovery", "signing in without any fault has failed");
  const sight = await truth(parts, watch, api, began);
  if (sight === null) return;
  chronicle.count("calms");
  chronicle.count("calms: seconds until the truth was shown", Math.round((Date.now() - began) / 1000));
  const problem = endingProblem({ ...sight, on: exotel.facts(api), outside: exotel.outside });
  if (problem !== null) chronicle.violate("switches", problem);
  const popup = await agent.openPopup();
  for (const device of ["phone", "sip"] as const) {
    const checked = exotel.facts(api)[device] === true;
    const control = popup.getByRole("switch", { name: SWITCHES[device], checked });
    await control.and(popup.locator(":not([aria-busy=true])")).waitFor();
  }
  const sentence = await popup.locator(".hero-title").first().innerText();
  const { title } = await watch.look();
  if (!title.includes(sentence)) chronicle.violate("popup and tooltip", `“${sentence}” beside “${title}”`);
  await lookForCredentials(parts);
  await agent.closePopup();
  if (typeof sight.settings.softphonePage === "string") await loseTab(parts, watch, api);
}

/** A watched tab is closed, with nothing else wrong. In a storm, faults may hide for long what becomes of it. */
async function loseTab(parts: Parts, watch: Watch, api: Api): Promise<void> {
  await TAB_EVENTS.closed(parts);
  // A rule may ring the phone at once.
  const due = () => badgeOf({ ...parts.exotel.facts(api), registered: false });
  const isSeen = async () => (await watch.look()).badge === due();
  await until(() => `the badge to be ${due()}, with the softphone's tab closed`, isSeen, TAB_GRACE).catch(
    (error) => parts.chronicle.violate("softphone's tab", String(error)),
  );
}

/** Waits until badge and journal are as they should be, by a read that was made since `began`; `null` where in vain. */
async function truth(parts: Parts, watch: Watch, api: Api, began: number): Promise<Sight | null> {
  const { exotel, agent, chronicle } = parts;
  let last = { due: "", since: began };
  for (;;) {
    const sight = await watch.look();
    const { badge, status, waits, journal } = sight;
    const now = Date.now();
    const due = badgeOf(exotel.facts(api));
    const readAt = status.reading?.takenAt ?? 0;
    if (badge === due && journal === null && readAt >= began) return sight;
    if (due !== last.due) last = { due, since: now };
    // By such a read, a softphone whose tab came back has been seen since, so that it counts again.
    const isRead = journal === null && readAt >= last.since + HEARTBEAT && now > readAt + GRACE;
    const wait = Math.max(waits?.readUntil ?? 0, waits?.writeUntil ?? 0);
    const planned = Math.max(wait, status.nextReadAt ?? 0, journal?.phase.retryAt ?? 0);
    const isFar = status.credentials !== "present" || planned - began > LONGEST_WAIT_FOR_A_READ;
    if (isFar && wait <= now) await agent.openPopup();
    if (isRead || now > began + PATIENCE) {
      chronicle.violate("recovery", `the badge should be ${due}: ${JSON.stringify({ ...sight, began })}`);
      return null;
    }
    await pause(POLL);
  }
}

/** Looks for credentials in storage outside the vault, in the popup, the options page, titles and addresses. */
async function lookForCredentials({ handle, agent, chronicle }: Parts): Promise<void> {
  const options = await handle.openOptions();
  await options.getByRole("button", { name: "Save and connect" }).waitFor();
  const stored: object[] = await handle.keeper.evaluate(
    "Promise.all([chrome.storage.local.get(), chrome.storage.session.get()])",
  );
  const items = stored.flatMap((area) => Object.entries(area));
  const places: unknown[] = items.filter(([key]) => !STORED_CREDENTIALS.includes(key));
  for (const page of [agent.popup, options]) {
    // What is typed in is no part of the page's markup.
    const inputs = (await page?.locator("input").all()) ?? [];
    const typed = await Promise.all(inputs.map((input) => input.inputValue()));
    places.push([page?.url(), typed, await page?.content()]);
  }
  const { targetInfos } = await handle.browserCdp.send("Target.getTargets", { filter: [{}] });
  for (const place of [...places, targetInfos]) {
    const text = JSON.stringify(place);
    if (holdsSecret(text, SECRETS)) chronicle.violate("credentials", `in ${text.slice(0, 200)}`);
  }
  await options.close();
}
