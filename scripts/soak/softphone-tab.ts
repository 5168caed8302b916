import { allowSite } from "../../test/e2e/harness/site-access.ts";
import type { Api } from "../../test/emulator/store.ts";
import type { Parts } from "./storm.ts";

/** The softphone's site, which the agent lets Hookswitch see, and another one. */
export const SITES = ["softphone.example", "elsewhere.example"] as const;
const SITE = `https://${SITES[0]}/*`;
const PAGE = `https://${SITES[0]}/agent`;

/** How many tabs run the softphone's page, as the browser has it. */
export const RUNNING = `chrome.tabs.query({ url: "${SITE}", discarded: false }).then(({ length }) => length)`;

/** What happens to the softphone's tab. */
export const TAB_EVENTS = {
  closed: each("chrome.tabs.remove(id)"),
  asleep: each("discarded || chrome.tabs.discard(id)"),
  left: each(`(soak.left = id, chrome.tabs.update(id, { url: "https://${SITES[1]}/" }))`),
  reloaded: each("chrome.tabs.reload(id)"),
  muted: each("chrome.tabs.update(id, { muted: true })"),
  well: mendTab,
} satisfies Record<string, (parts: Parts, api: Api) => Promise<unknown>>;

/** Has the softphone's tab watched, or no longer. */
export async function watchTab(parts: Parts, api: Api, isWatched: boolean): Promise<void> {
  if (!isWatched)
    return void (await send(parts, { type: "change-settings", settings: { softphonePage: null } }));
  // What was allowed for the softphone's site ends with a sign-out.
  await allowSite(parts.handle, SITE);
  const tab: number = await parts.handle.keeper.evaluate(`(async () => {
    const [tab] = await chrome.tabs.query({ url: "${SITE}" });
    return (tab ?? (await chrome.tabs.create({ url: "${PAGE}", active: false }))).id;
  })()`);
  await send(parts, { type: "watch-tab", tab, address: PAGE });
  await mendTab(parts, api);
}

/** Brings the softphone back, if it is watched: as the agent does it, and as it then does by itself. */
export async function mendTab(parts: Parts, api: Api): Promise<void> {
  await parts.handle.keeper.evaluate(`(async () => {
    const { left } = soak;
    soak.left = undefined;
    // It may be closed meanwhile.
    if (left) await chrome.tabs.update(left, { url: "${PAGE}" }).catch(() => undefined);
  })()`);
  if (!(await send(parts, { type: "open-softphone" }))) return;
  await send(parts, { type: "unmute-softphone" });
  await parts.exotel.change(api, "register");
}

function each(act: string): (parts: Parts) => Promise<unknown> {
  return async ({ handle }) => {
    // A tab in front is not put to sleep.
    await handle.keeper.bringToFront();
    return handle.keeper.evaluate(
      `chrome.tabs.query({ url: "${SITE}" }).then((tabs) => Promise.all(tabs.map(({ id, discarded }) => ${act})))`,
    );
  };
}

async function send({ handle }: Parts, command: object): Promise<boolean> {
  const send = `chrome.runtime.sendMessage(${JSON.stringify(command)})`;
  return (await handle.keeper.evaluate<{ ok: boolean } | undefined>(send))?.ok === true;
}
