import type { Page } from "playwright-core";
import { expect } from "vitest";
import type { Emulator } from "../emulator/emulator.ts";
import { eventually, openPopupRead, setUp, setUpCcm, statusText } from "./agent-view.ts";
import { test } from "./harness/fixtures.ts";
import { type Hookswitch, POPUP } from "./harness/launch.ts";

/** For how many seconds nothing may change. */
const SECONDS = 10;
/** How much faster the popup's time goes on. */
const HASTE = 10;

interface AxNode {
  readonly nodeId: string;
  readonly ignored: boolean;
  readonly role?: { readonly value: string };
  readonly [property: string]: unknown;
}

/** All that a screen reader can know of the page: roles, names, descriptions and states, and which element has them. */
async function accessibilityTree(page: Page): Promise<string[]> {
  const cdp = await page.context().newCDPSession(page);
  const { nodes } = (await cdp.send("Accessibility.getFullAXTree")) as unknown as { nodes: AxNode[] };
  await cdp.detach();
  // A text's lines are the browser's own: it makes them anew at will, and no screen reader reads one by itself.
  return nodes
    .filter(({ ignored, role }) => !ignored && role?.value !== "InlineTextBox")
    .map((node) => JSON.stringify(node.role?.value === "StaticText" ? { ...node, childIds: [] } : node));
}

/** Opens the popup with a clock, and a second between two paints, that go on faster. Resolves once what it reads is stored. */
async function openHastened(handle: Hookswitch, emulator: Emulator): Promise<Page> {
  const openPopup = async (): Promise<Page> => {
    const popup = await handle.context.newPage();
    await popup.setViewportSize({ width: POPUP.width, height: POPUP.maxHeight });
    await popup.addInitScript((haste) => {
      const { now } = Date;
      const began = now();
      Date.now = () => began + haste * (now() - began);
      const every = setInterval;
      Object.assign(globalThis, {
        setInterval: (callBack: () => void, ms: number) => every(callBack, ms / haste),
      });
    }, HASTE);
    await popup.goto(handle.url("src/popup/popup.html"));
    return popup;
  };
  return await openPopupRead({ ...handle, openPopup }, emulator);
}

/** Waits until the age of the evidence, which is for eyes only, has changed once a second for so long. */
async function tenSeconds(popup: Page): Promise<void> {
  await popup.evaluate(
    (times) =>
      new Promise<void>((resolve) => {
        let seen = 0;
        new MutationObserver((_, observer) => {
          seen += 1;
          if (seen < times) return;
          observer.disconnect();
          resolve();
        }).observe(document.querySelector(".hero-meta") as Element, { subtree: true, characterData: true });
      }),
    SECONDS,
  );
}

test("in ten seconds of standing still, nothing changes for a screen reader while the ages go on", async ({
  hookswitch,
  emulator,
}) => {
  await setUp(hookswitch);
  const core = await openHastened(hookswitch, emulator);
  await eventually(() => statusText(core)).toMatch(/Checked ([2-9]|\d\d) s ago/);
  await core.getByRole("switch", { name: "SIP softphone" }).focus();
  const before = await accessibilityTree(core);
  expect(before.join()).toContain("Last seen at");
  await tenSeconds(core);
  expect(await accessibilityTree(core)).toEqual(before);
});

test("nor on CCM", async ({ hookswitch, emulator }) => {
  await setUpCcm(hookswitch);
  const ccm = await openHastened(hookswitch, emulator);
  await eventually(() => statusText(ccm)).toMatch(/Checked ([2-9]|\d\d) s ago/);
  const before = await accessibilityTree(ccm);
  await tenSeconds(ccm);
  expect(await accessibilityTree(ccm)).toEqual(before);
});
