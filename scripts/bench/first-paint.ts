import type { Page } from "playwright-core";
import { launchHookswitch } from "../../test/e2e/harness/launch.ts";
import { waitForBadge } from "../../test/e2e/harness/toolbar.ts";
import type { Emulator } from "../../test/emulator/emulator.ts";
import { connectDemoAgent } from "../demo/connect.ts";
import { writeBeside } from "./beside.ts";
import { compare, type Ratio } from "./ratio.ts";

/** First contentful paint of the popup, in which the devices must be, against a page of static HTML. */
export async function firstPaint(emulator: Emulator): Promise<Ratio> {
  const bare = writeBeside({});
  const handle = await launchHookswitch({ emulator, extraArgs: bare.args });
  try {
    const options = await handle.openOptions();
    await connectDemoAgent(options);
    await waitForBadge(handle, "SIP");
    await options.close();
    // The read that an opening popup asks for is not what is measured.
    const page = await handle.context.newPage();
    return await compare(
      { name: "first contentful paint of the popup", against: "a blank page's", limit: 1.3 },
      () => paint(page, handle.url("src/popup/popup.html"), "PSTN phone"),
      () => paint(page, `chrome-extension://${bare.id}/popup.html`, "Bare"),
    );
  } finally {
    await handle.close();
    bare.remove();
  }
}

/** Opens a page and answers with its first contentful paint, ms; `holds` must be in that paint. */
async function paint(page: Page, address: string, holds: string): Promise<number> {
  await page.goto("about:blank");
  await page.goto(address);
  const { at, text } = await page.evaluate(async () => {
    const entry = await new Promise<PerformanceEntry>((resolve) => {
      new PerformanceObserver((list, observer) => {
        const found = list.getEntriesByName("first-contentful-paint")[0];
        if (found === undefined) return;
        observer.disconnect();
        resolve(found);
      }).observe({ type: "paint", buffered: true });
    });
    return { at: entry.startTime, text: document.body.innerText };
  });
  if (!text.includes(holds)) throw new Error(`${address} was painted without ${holds}`);
  return at;
}
