import { order } from "../../test/e2e/agent-view.ts";
import { allowSite } from "../../test/e2e/harness/site-access.ts";
import { SOFTPHONE_PAGE as PAGE, SOFTPHONE_SITE as SITE } from "../../test/e2e/harness/softphone-page.ts";
import type { Api } from "../../test/emulator/store.ts";
import type { Agent } from "./agent.ts";

/** The softphone's site, which the agent lets Hookswitch see, and another one. */
export const SITES = [new URL(PAGE).host, "elsewhere.example"] as const;

/** What happens to the softphone's tab. */
export const TAB_EVENTS = {
  closed: each("chrome.tabs.remove(id)"),
  asleep: each("discarded || chrome.tabs.discard(id)"),
  left: each(`(globalThis.left = id, chrome.tabs.update(id, { url: "https://${SITES[1]}/" }))`),
  reloaded: each("chrome.tabs.reload(id)"),
  muted: each("chrome.tabs.update(id, { muted: true })"),
  well: mendTab,
} satisfies Record<string, (agent: Agent, api: Api) => Promise<unknown>>;

/** Does something to each tab of the softphone's. */
function each(act: string): (agent: Agent) => Promise<unknown> {
  return async ({ handle }) => {
    // A tab in front is not put to sleep.
    await handle.keeper.bringToFront();
    return handle.keeper.evaluate(
      `chrome.tabs.query({ url: "${SITE}" }).then((tabs) => Promise.all(tabs.map(({ id, discarded }) => ${act})))`,
    );
  };
}

/** Has the softphone's tab watched. */
export async function watchTab(agent: Agent, api: Api): Promise<void> {
  const { handle } = agent;
  // What was allowed for the softphone's site ends with a sign-out.
  await allowSite(handle, SITE);
  const tab: number = await handle.keeper.evaluate(`(async () => {
    const [tab] = await chrome.tabs.query({ url: "${SITE}" });
    return (tab ?? (await chrome.tabs.create({ url: "${PAGE}", active: false }))).id;
  })()`);
  await order(handle, { type: "watch-tab", tab, address: PAGE });
  await mendTab(agent, api);
}

/** Brings the softphone back, if it is watched: as the agent does it, and as it then does by itself. */
export async function mendTab({ handle, exotel }: Agent, api: Api): Promise<void> {
  // It may be closed meanwhile.
  const lead = `chrome.tabs.update(left, { url: "${PAGE}" }).catch(() => undefined)`;
  await handle.keeper.evaluate(`globalThis.left && ${lead}.then(() => { left = undefined; })`);
  // A worker that dies meanwhile does not answer.
  if ((await order(handle, { type: "open-softphone" }))?.ok !== true) return;
  await order(handle, { type: "unmute-softphone" });
  await exotel.change(api, "connect");
}
