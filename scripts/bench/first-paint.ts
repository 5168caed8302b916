import type { CDPSession, Page } from "playwright-core";
import { type Hookswitch, launchHookswitch } from "../../test/e2e/harness/launch.ts";
import { waitForBadge } from "../../test/e2e/harness/toolbar.ts";
import { until } from "../../test/e2e/harness/wait.ts";
import type { Emulator } from "../../test/emulator/emulator.ts";
import { connectDemoAgent } from "../demo/connect.ts";
import { writeBeside } from "./beside.ts";
import { compare, type Ratio } from "./ratio.ts";

/** Answers with the first contentful paint, ms after the popup was asked for, and what the page holds then. */
const FIRST_PAINT = `new Promise((resolve) => {
  new PerformanceObserver((list, observer) => {
    const [found] = list.getEntriesByName("first-contentful-paint");
    if (found === undefined) return;
    observer.disconnect();
    resolve({ at: found.startTime, text: document.body.innerText });
  }).observe({ type: "paint", buffered: true });
})`;

/**
 * First contentful paint of the popup, in which the devices must be, against a popup of static HTML; both opened by the
 * browser as a click on the toolbar opens them.
 */
export async function firstPaint(emulator: Emulator): Promise<Ratio> {
  const bare = writeBeside({});
  const handle = await launchHookswitch({ emulator, extraArgs: bare.args });
  try {
    const options = await handle.openOptions();
    await connectDemoAgent(options);
    await waitForBadge(handle, "SIP");
    await options.close();
    const other = await handle.context.newPage();
    await other.goto(`chrome-extension://${bare.id}/manifest.json`);
    return await compare(
      { name: "first contentful paint of the popup", against: "a blank one's", limit: 1.3 },
      () => paint(handle, handle.keeper, handle.url("src/popup/popup.html"), "PSTN phone"),
      () => paint(handle, other, `chrome-extension://${bare.id}/popup.html`, "Bare"),
    );
  } finally {
    await handle.close();
    bare.remove();
  }
}

/** Opens the popup of the page's extension and answers with its first contentful paint, ms; `holds` must be in that paint. */
async function paint(handle: Hookswitch, page: Page, address: string, holds: string): Promise<number> {
  const { browserCdp } = handle;
  const find = async () => {
    const { targetInfos } = await browserCdp.send("Target.getTargets", { filter: [{}] });
    return targetInfos.find(({ type, attached, url }) => type === "page" && !attached && url === address);
  };
  await page.bringToFront();
  await page.evaluate("chrome.action.openPopup()");
  // The title comes with the page's end; attached to before, it would be painted later.
  await until("the popup to be there", async () => ((await find())?.title ?? "") !== "");
  const targetId = (await find())?.targetId ?? "";
  const { at, text } = await evaluateIn(browserCdp, targetId, FIRST_PAINT);
  await browserCdp.send("Target.closeTarget", { targetId });
  await until("the popup to be gone", async () => (await find()) === undefined);
  if (!text.includes(holds)) throw new Error(`${address} was painted without ${holds}`);
  return at;
}

/** Evaluates an expression in a page that Playwright does not know of. */
async function evaluateIn(
  cdp: CDPSession,
  targetId: string,
  expression: string,
): Promise<{ at: number; text: string }> {
  const { sessionId } = await cdp.send("Target.attachToTarget", { targetId, flatten: false });
  return new Promise((resolve, reject) => {
    const listen = (event: { sessionId: string; message: string }): void => {
      if (event.sessionId !== sessionId) return;
      cdp.off("Target.receivedMessageFromTarget", listen);
      const { result } = JSON.parse(event.message) as {
        result?: { result?: { value?: { at: number; text: string } } };
      };
      const value = result?.result?.value;
      if (value === undefined) reject(new Error(`The popup answered ${event.message}`));
      else resolve(value);
    };
    cdp.on("Target.receivedMessageFromTarget", listen);
    const params = { expression, awaitPromise: true, returnByValue: true };
    const message = JSON.stringify({ id: 1, method: "Runtime.evaluate", params });
    cdp.send("Target.sendMessageToTarget", { sessionId, message }).catch(reject);
  });
}
