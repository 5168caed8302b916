import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, describe, expect } from "vitest";
import {
  eventually,
  phoneSwitch,
  setUp,
  shown,
  softphoneSwitch,
  statusText,
  untilPainted,
} from "./agent-view.ts";
import { test } from "./harness/clock-fixtures.ts";
import { focused, tabStops } from "./harness/focus.ts";
import { faultsOf } from "./harness/looks.ts";
import { fitPopup, TAKES_PICTURES } from "./harness/screenshots.ts";
import { withdrawSite } from "./harness/site-access.ts";
import { SOFTPHONE_SITE } from "./harness/softphone-page.ts";
import { POPUP_STATES } from "./popup-states.ts";

/** Every time of day, age and number of an error, which differ from run to run. */
function steady(tree: string): string {
  return tree
    .replace(/\d{1,2}:\d\d(:\d\d)?\s?[AP]M/g, "TIME")
    .replace(/(textbox "Or until": )[\d:]+/, "$1TIME")
    .replace(/[0-9a-f]{32}/g, "REQUEST-ID")
    .replace(/in \d+ s/g, "in N s")
    .replace(/\d+ min left/g, "N min left")
    .replace(/Today: \d+ gaps?,/g, "Today: N gaps,")
    .replace(/(Today: .*)\b\d+ s\b/g, "$1N s");
}

async function heightOf(popup: Page): Promise<number> {
  await fitPopup(popup);
  return await popup.evaluate(() => document.documentElement.scrollHeight);
}

/** The faults of a popup whose language is written from right to left. */
async function faultsFromRightToLeft(popup: Page, name: string): Promise<string[]> {
  const turn = (direction: string): Promise<void> =>
    popup.evaluate((to) => {
      document.documentElement.dir = to;
    }, direction);
  await turn("rtl");
  const found = await faultsOf(popup, name, { rtl: { scheme: "light" } });
  await turn("ltr");
  return found;
}

const BRIEFLY = { light: { scheme: "light" }, dark: { scheme: "dark" } } as const;

const pictures: string[] = [];

describe("the popup's states", () => {
  for (const { name, arrange, act, isBrief, says } of POPUP_STATES) {
    test(name, async ({ hookswitch, emulator, clock }) => {
      const isSetUp = name !== "0-not-set-up";
      await arrange(hookswitch, emulator, clock);
      const popup = await hookswitch.openPopup();
      await act?.(popup, hookswitch, emulator);
      await eventually(() => statusText(popup)).toMatch(says);
      if (isSetUp)
        await popup
          .getByText(/^(Checked|Last check)/)
          .first()
          .waitFor();
      const picture = `popup-states/${name}`;
      const found = await faultsOf(popup, picture, isBrief && BRIEFLY);
      pictures.push(name);
      expect(await heightOf(popup)).toBeLessThanOrEqual(600);
      expect(await statusText(popup)).toMatch(says);
      expect(steady(await popup.locator("body").ariaSnapshot())).toMatchSnapshot();
      if (!isBrief) {
        found.push(...(await faultsFromRightToLeft(popup, picture)));
        const action = await popup.locator(".do").evaluate((button) => button.firstChild?.textContent);
        const stops = await tabStops(popup);
        expect(stops.filter((stop) => stop === action)).toEqual([action]);
        expect(stops).toContain("Options");
      }
      expect(found).toEqual([]);
      await withdrawSite(hookswitch, SOFTPHONE_SITE);
    });
  }
});

describe("the focus stays in the popup", () => {
  test("on the one action, whatever it becomes", async ({ hookswitch, emulator }) => {
    await setUp(hookswitch);
    await untilPainted(hookswitch, "SIP", "Calls ring");
    emulator.store.setIntegrations({ phone: false });
    emulator.store.dropSoftphone();
    const popup = await hookswitch.openPopup();
    await popup.getByRole("button", { name: "Ring my phone" }).focus();
    await popup.keyboard.press("Enter");
    await eventually(() => statusText(popup)).toContain("Calls ring on your phone only");
    await eventually(async () => (await focused(popup)).what).toBe("Ring only the softphone");
  });

  test("on a switch that becomes a mere text", async ({ hookswitch, emulator }) => {
    await setUp(hookswitch);
    const popup = await hookswitch.openPopup();
    await untilPainted(hookswitch, "SIP", "Calls ring");
    await softphoneSwitch(popup).focus();
    emulator.faults.expireToken();
    await popup.getByRole("button", { name: "Check now" }).dispatchEvent("click");
    await eventually(() => shown(popup)).toEqual({ phone: "on, locked", softphone: "on, locked" });
    expect((await focused(popup)).what).toBe("SIP softphone");
  });

  test("on the action once a line with its remedy is gone", async ({ hookswitch }) => {
    await setUp(hookswitch);
    await untilPainted(hookswitch, "SIP", "Calls ring");
    const popup = await hookswitch.openPopup();
    await softphoneSwitch(popup).click();
    await untilPainted(hookswitch, "TEL", "Calls ring");
    await phoneSwitch(popup).press("Enter");
    const dismiss = popup.getByRole("button", { name: "Dismiss" });
    await dismiss.focus();
    await popup.keyboard.press("Enter");
    await dismiss.waitFor({ state: "detached" });
    // The switch may still be under way, as the same button says.
    await eventually(async () => (await focused(popup)).what).toBe("Ring only the softphone");
  });
});

/**
 * A page with all pictures, where they are taken. With the address of a drawing of the same states in MOCKUP, which takes `?state=…&theme=…`, each
 * stands beside its drawing.
 */
afterAll(() => {
  if (!TAKES_PICTURES) return;
  const drawing = process.env.MOCKUP;
  const figure = (name: string, scheme: string): string => {
    const drawn = `<iframe src="${drawing}?state=${name}&theme=${scheme}"></iframe>`;
    return `<figure><figcaption>${name}</figcaption><img src="${name}-${scheme}.png" alt="">${drawing ? drawn : ""}</figure>`;
  };
  const rows = ["light", "dark"].map(
    (scheme) => `<div>${pictures.map((name) => figure(name, scheme)).join("")}</div>`,
  );
  const style =
    "body{background:#8f8f8f;font:600 14px system-ui}div{display:grid;grid-template-columns:repeat(2,744px);gap:24px}figure{margin:0;display:grid;grid-template-columns:360px 360px;gap:0 24px}figcaption{grid-column:1/-1}iframe{border:0;width:360px;height:600px}";
  const folder = resolve(import.meta.dirname, "../../screenshots/popup-states");
  writeFileSync(join(folder, "gallery.html"), `<!doctype html><style>${style}</style>${rows.join("<br>")}`);
});
