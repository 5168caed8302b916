import type { CDPSession, Page } from "playwright-core";
import type { Browser } from "webextension-polyfill";
import { AREAS, keysOf } from "../../src/store/items.ts";
import { type Hookswitch, launchHookswitch } from "../../test/e2e/harness/launch.ts";
import { waitForBadge } from "../../test/e2e/harness/toolbar.ts";
import { until } from "../../test/e2e/harness/wait.ts";
import type { Emulator } from "../../test/emulator/emulator.ts";
import { connectDemoAgent } from "../demo/connect.ts";
import { writeFloorExtension } from "./floor-extension.ts";
import { compare, type Ratio } from "./ratio.ts";

declare const chrome: Browser;

/** Resolves with the first contentful paint, ms after the popup was requested, and with the page's content at that time. */
const FIRST_PAINT = `new Promise((resolve) => {
  new PerformanceObserver((list, observer) => {
    const [found] = list.getEntriesByName("first-contentful-paint");
    if (found === undefined) return;
    observer.disconnect();
    resolve({ at: found.startTime, text: document.body.innerText });
  }).observe({ type: "paint", buffered: true });
})`;

/** A popup that reads the same items as ours and shows two rows. */
const READING_POPUP = {
  "reading.html": `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Bare</title></head>
<body><main></main><script src="reading.js"></script></body>
</html>
`,
  "reading.js": `
Promise.all([
  chrome.storage.local.get(${JSON.stringify(keysOf("local"))}),
  chrome.storage.session.get(${JSON.stringify(keysOf("session"))}),
]).then((areas) => {
  for (const items of areas) {
    const row = document.createElement("p");
    row.textContent = "Bare: " + Object.keys(items).length + " items";
    document.querySelector("main").append(row);
  }
});
`,
};

/**
 * The popup's first contentful paint, which must include the devices, compared with a popup that reads the same items and one
 * of static HTML. The browser opens all of them as a click on the toolbar does.
 */
export async function firstPaint(emulator: Emulator): Promise<Ratio[]> {
  const bare = writeFloorExtension({ files: READING_POPUP });
  const handle = await launchHookswitch({ emulator, extraArgs: bare.args });
  try {
    const options = await handle.openOptions();
    await connectDemoAgent(options);
    await waitForBadge(handle, "SIP");
    await options.close();
    const other = await handle.context.newPage();
    await other.goto(`chrome-extension://${bare.id}/manifest.json`);
    await copyItems(handle.keeper, other);
    const against = (floor: string, popup: string, limit: number): Promise<Ratio> =>
      compare(
        { name: "first contentful paint of the popup", against: floor, limit },
        () => paint(handle, handle.keeper, handle.url("src/popup/popup.html"), "PSTN"),
        async () => {
          await other.evaluate((name) => chrome.action.setPopup({ popup: name }), popup);
          return paint(handle, other, `chrome-extension://${bare.id}/${popup}`, "Bare");
        },
      );
    return [
      await against("that of a bare one that reads the same items", "reading.html", 1.15),
      await against("a blank one's", "popup.html", 2),
    ];
  } finally {
    await handle.close();
    bare.remove();
  }
}

/** Copies the stored items of one extension to another, through a page of each. */
async function copyItems(from: Page, to: Page): Promise<void> {
  for (const area of AREAS) {
    const items = await from.evaluate(([name, keys]) => chrome.storage[name].get(keys), [
      area,
      keysOf(area),
    ] as const);
    await to.evaluate(([name, values]) => chrome.storage[name].set(values), [area, items] as const);
  }
}

/** Opens the popup of the page's extension. Resolves with its first contentful paint, ms, which must contain `holds`. */
export async function paint(handle: Hookswitch, page: Page, address: string, holds: string): Promise<number> {
  const { browserCdp } = handle;
  const find = async () => {
    const { targetInfos } = await browserCdp.send("Target.getTargets", { filter: [{}] });
    return targetInfos.find(({ type, attached, url }) => type === "page" && !attached && url === address);
  };
  await page.bringToFront();
  await page.evaluate("chrome.action.openPopup()");
  // The title appears once the page has loaded. Attaching earlier would delay the paint.
  await until("the popup to be there", async () => ((await find())?.title ?? "") !== "");
  const targetId = (await find())?.targetId ?? "";
  const { at, text } = await evaluateIn(browserCdp, targetId, FIRST_PAINT);
  await browserCdp.send("Target.closeTarget", { targetId });
  await until("the popup to be gone", async () => (await find()) === undefined);
  if (!text.includes(holds)) throw new Error(`${address} was painted without ${holds}`);
  return at;
}

/** Evaluates an expression in a page that Playwright does not know. */
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
