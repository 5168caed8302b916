import type { Page } from "playwright-core";
import type { Hookswitch } from "../e2e/harness/launch.ts";
import { until } from "../e2e/harness/wait.ts";
import { type Rig, SOFTPHONE_PAGE } from "../sip/rig.ts";

/** The browser tab with Exotel's softphone. */
export interface SoftphoneTab {
  readonly page: Page;
  /** The browser's number for it, as `chrome.tabs` has it. */
  readonly id: number;
}

/** Lets the softphone's page use the microphone, or forbids it. */
export async function setMicrophone(handle: Hookswitch, setting: "granted" | "denied"): Promise<void> {
  const permission = { name: "microphone" };
  await handle.browserCdp.send("Browser.setPermission", {
    permission,
    setting,
    origin: new URL(SOFTPHONE_PAGE).origin,
  });
}

/** Opens the softphone in a new tab, and waits until the registrar has its contact. */
export async function openSoftphone(handle: Hookswitch, rig: Rig): Promise<SoftphoneTab> {
  const tabs = (): Promise<number[]> =>
    handle.keeper.evaluate("chrome.tabs.query({}).then((tabs) => tabs.map(({ id }) => id))");
  const before = await tabs();
  const known = new Set((await rig.contacts()).map(({ address }) => address));
  const page = await handle.context.newPage();
  const id = (await tabs()).find((each) => !before.includes(each));
  if (id === undefined) throw new Error("The browser shows no new tab");
  await page.goto(SOFTPHONE_PAGE);
  await until("the softphone to register", async () =>
    (await rig.contacts()).some(({ address }) => !known.has(address)),
  );
  return { page, id };
}

const softphonePages = (handle: Hookswitch): Page[] =>
  handle.context.pages().filter((page) => page.url() === SOFTPHONE_PAGE);

/** Presses Answer in the first of the softphone's pages that reacts. */
export async function answer(handle: Hookswitch): Promise<void> {
  for (const page of softphonePages(handle))
    if ((await soon(page.evaluate("answer(); true"))) !== null) return;
}

/** How many calls the SDK has announced to each of the softphone's pages; null for one that does not react. */
export async function announcedCalls(handle: Hookswitch): Promise<(number | null)[]> {
  return await Promise.all(
    softphonePages(handle).map((page) => soon(page.evaluate<number>("incomingCalls"))),
  );
}

/** Null where there is no answer: the page is gone, asleep or hung. */
async function soon<T>(asked: Promise<T>): Promise<T | null> {
  const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), 1_000));
  return await Promise.race([asked.catch(() => null), late]);
}
