import { cpSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { describe, expect } from "vitest";
import type { Account } from "../../src/core/account.ts";
import { DEFAULT_SETTINGS } from "../../src/core/settings.ts";
import { DEMO, type Emulator } from "../emulator/emulator.ts";
import { STORED_VERSIONS, storedAt } from "../fixtures/stored-versions.ts";
import {
  alarms,
  alertText,
  atServer,
  devicesOn,
  eventually,
  journal,
  puts,
  setUp,
  setUpCcm,
  shown,
  softphoneSwitch,
  statusText,
  stored,
  TURNS_ON,
  untilPainted,
  untilSwitched,
} from "./agent-view.ts";
import { test as base } from "./harness/ccm-fixtures.ts";
import type { Hookswitch } from "./harness/launch.ts";
import { waitForBadge } from "./harness/toolbar.ts";
import { startWorker, stopWorker } from "./harness/worker.ts";

const NEXT_VERSION = "99.0.0";

/** A copy of the production build, in which another version can be put. */
const test = base
  .extend("folder", ({ extension }, { onCleanup }) => {
    const folder = mkdtempSync(join(tmpdir(), "hookswitch-update-"));
    cpSync(extension, folder, { recursive: true });
    onCleanup(() => rmSync(folder, { recursive: true, force: true }));
    return folder;
  })
  .extend("installed", ({ folder, launch }) =>
    // The browser then takes the command to load a folder, on its debugging pipe.
    launch({ extension: folder, extraArgs: ["--enable-unsafe-extension-debugging"] }),
  );

/**
 * Puts a higher version into the folder, with other names for its files, and has the browser put it in the place of the
 * one that runs: pages closed, worker ended, what is in memory gone.
 */
async function update(handle: Hookswitch, folder: string): Promise<Hookswitch> {
  const path = join(folder, "manifest.json");
  const manifest = JSON.parse(readFileSync(path, "utf8")) as Record<string, unknown>;
  renameScripts(folder);
  writeFileSync(path, JSON.stringify({ ...manifest, version: NEXT_VERSION }));
  // No part of the protocol as Playwright knows it.
  await handle.browserCdp.send("Extensions.loadUnpacked" as never, { path: folder } as never);
  const updated = await handle.afterReload();
  expect(await updated.keeper.evaluate("chrome.runtime.getManifest().version")).toBe(NEXT_VERSION);
  return updated;
}

/** Gives the pages' scripts other names: whoever still has an old page cannot load more of the old ones. */
function renameScripts(folder: string): void {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const pages = files.filter((file) => /^src\/.*\.js$/.test(file));
  expect(pages.length).toBeGreaterThan(0);
  const scripts = [...new Set(pages.map((file) => basename(file)))];
  for (const file of files.filter((each) => /\.(js|html|json)$/.test(each))) {
    const path = join(folder, file);
    const text = readFileSync(path, "utf8");
    writeFileSync(
      path,
      scripts.reduce((all, name) => all.replaceAll(name, `next-${name}`), text),
    );
    if (scripts.includes(basename(file)))
      renameSync(path, join(folder, dirname(file), `next-${basename(file)}`));
  }
}

describe("an update while the agent works", () => {
  test("keeps account, credentials and settings, and reads on", async ({
    installed: first,
    folder,
    emulator,
  }) => {
    await setUp(first);
    await waitForBadge(first, "SIP");
    const before = (await stored(first)).local;
    const popup = await first.openPopup();
    await softphoneSwitch(popup).waitFor();
    emulator.store.dropSoftphone();
    const updated = await update(first, folder);
    // The popup from before is closed, not left behind with what it can no longer know.
    expect(popup.isClosed()).toBe(true);
    await untilPainted(updated, "!", "not registered");
    const { local } = await stored(updated);
    // Both go on learning.
    const learned = { pace: null, lastSeenRhythm: null };
    expect({ ...local, ...learned }).toEqual({ ...before, ...learned });
    expect(await alarms(updated)).toEqual(["wake"]);
    const again = await updated.openPopup();
    await eventually(() => shown(again)).toEqual({ phone: "on", softphone: "on" });
    await softphoneSwitch(again).click();
    await untilSwitched(updated, again);
    expect(atServer(emulator)).toEqual({ phone: true, sip: false });
  });

  test("takes up a switch that was under way", async ({ installed: first, folder, emulator }) => {
    await setUpCcm(first);
    const popup = await first.openPopup();
    const hold = emulator.faults.hold("before", TURNS_ON);
    await softphoneSwitch(popup).click();
    await hold.held;
    await eventually(() => journal(first)).toMatchObject({ noDeviceOn: true });
    const updated = await update(first, folder);
    await eventually(() => puts(emulator).at(1)?.aborted).toBe("client");
    hold.release();
    await untilSwitched(updated);
    await untilPainted(updated, "S?", "your softphone");
    expect(devicesOn(emulator)).toEqual([DEMO.ccm.sipDeviceId]);
  });

  test("signs out who did not want to stay signed in, and says so", async ({ installed: first, folder }) => {
    await setUp(first, { keepSignedIn: false });
    await waitForBadge(first, "SIP");
    const updated = await update(first, folder);
    await untilPainted(updated, "KEY", /signed out/);
    const popup = await updated.openPopup();
    expect(await statusText(popup)).toMatch(/Not known: you are signed out.*Sign in again/);
    await popup.getByRole("button", { name: "Sign in" }).waitFor();
  });
});

/** Which devices of the older contract's demo agent are on at the server. */
function olderOn({ store }: Emulator): { phone: boolean; sip: boolean } {
  const { phone, sip } = store.olderUser();
  return { phone: phone?.on === true, sip: sip?.on === true };
}

for (const version of STORED_VERSIONS) {
  for (const [index, { name }] of version.profiles.entries()) {
    test(`what version ${version.version} has stored is taken up (${name})`, async ({
      hookswitch,
      emulator,
    }) => {
      const local: Record<string, unknown> = { ...storedAt(version, Date.now())[index]?.local };
      await stopWorker(hookswitch);
      await hookswitch.keeper.evaluate(`chrome.storage.local.set(${JSON.stringify(local)})`);
      const { api } = local.account as Account;
      if (api === "ccm") emulator.store.setCcmOn(null);
      await startWorker(hookswitch);
      await untilSwitched(hookswitch);
      await waitForBadge(hookswitch, api === "integrations-core" ? "TEL" : "S?");
      // Each ends with the device on to which it was under way.
      if (api === "ccm") expect(devicesOn(emulator)).toEqual([DEMO.ccm.sipDeviceId]);
      else if (api === "usermapping") expect(olderOn(emulator)).toEqual({ phone: false, sip: true });
      else expect(atServer(emulator)).toEqual({ phone: true, sip: false });
      const after = (await stored(hookswitch)).local;
      // A choice that the version did not have yet is there with its default.
      const kept: Record<string, unknown> = {
        ...local,
        settings: { ...DEFAULT_SETTINGS, ...(local.settings as object) },
      };
      for (const item of ["account", "settings", "keepSignedIn", "vault.credentials"]) {
        expect(after[item], item).toEqual(kept[item]);
      }
      const popup = await hookswitch.openPopup();
      await softphoneSwitch(popup).waitFor();
      expect(await alertText(popup)).toBe("");
    });
  }
}
