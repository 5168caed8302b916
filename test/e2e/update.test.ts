import { cpSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { describe, expect } from "vitest";
import { DEFAULT_SETTINGS } from "../../src/core/settings.ts";
import { DEMO } from "../emulator/emulator.ts";
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
import { type Hookswitch, launchHookswitch } from "./harness/launch.ts";
import { reset } from "./harness/reset.ts";
import { waitForBadge } from "./harness/toolbar.ts";
import { startWorker, stopWorker } from "./harness/worker.ts";

/** A copy of the production build that is installed, and in whose place another version can be put. */
interface Installed {
  readonly folder: string;
  version: number;
  /** The browser, seen anew after each update. */
  handle: Hookswitch;
}

const test = base
  .extend("folder", { scope: "file" }, ({ extension }, { onCleanup }) => {
    const folder = mkdtempSync(join(tmpdir(), "hookswitch-update-"));
    cpSync(extension, folder, { recursive: true });
    onCleanup(() => rmSync(folder, { recursive: true, force: true }));
    return folder;
  })
  .extend("fileInstalled", { scope: "file" }, async ({ folder, fileEmulator }, { onCleanup }) => {
    // The browser then takes the command to load a folder, on its debugging pipe.
    const extraArgs = ["--enable-unsafe-extension-debugging"];
    const handle = await launchHookswitch({ extension: folder, emulator: fileEmulator, extraArgs });
    onCleanup(() => handle.close());
    const installed: Installed = { folder, version: 99, handle };
    return installed;
  })
  .extend("installed", async ({ fileInstalled, emulator: _ }) => {
    await reset(fileInstalled.handle);
    return fileInstalled;
  });

/**
 * Puts a higher version into the folder, with other names for its files, and has the browser put it in the place of the
 * one that runs: pages closed, worker ended, what is in memory gone.
 */
async function update(installed: Installed): Promise<Hookswitch> {
  const { folder, handle } = installed;
  installed.version += 1;
  const version = `${installed.version}.0.0`;
  const path = join(folder, "manifest.json");
  const manifest = JSON.parse(readFileSync(path, "utf8")) as Record<string, unknown>;
  renameScripts(folder);
  writeFileSync(path, JSON.stringify({ ...manifest, version }));
  // No part of the protocol as Playwright knows it.
  await handle.browserCdp.send("Extensions.loadUnpacked" as never, { path: folder } as never);
  installed.handle = await handle.afterReload();
  expect(await installed.handle.keeper.evaluate("chrome.runtime.getManifest().version")).toBe(version);
  return installed.handle;
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
  test("keeps account, credentials and settings, and reads on", async ({ installed, emulator }) => {
    const first = installed.handle;
    await setUp(first);
    await waitForBadge(first, "SIP");
    const before = (await stored(first)).local;
    const popup = await first.openPopup();
    await softphoneSwitch(popup).waitFor();
    emulator.store.dropSoftphone();
    const updated = await update(installed);
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

  test("takes up a switch that was under way", async ({ installed, emulator }) => {
    const first = installed.handle;
    await setUpCcm(first);
    const popup = await first.openPopup();
    const hold = emulator.faults.hold("before", TURNS_ON);
    await softphoneSwitch(popup).click();
    await hold.held;
    await eventually(() => journal(first)).toMatchObject({ noDeviceOn: true });
    const updated = await update(installed);
    await eventually(() => puts(emulator).at(1)?.aborted).toBe("client");
    hold.release();
    await untilSwitched(updated);
    await untilPainted(updated, "S?", "your softphone");
    expect(devicesOn(emulator)).toEqual([DEMO.ccm.sipDeviceId]);
  });

  test("signs out who did not want to stay signed in, and says so", async ({ installed }) => {
    const first = installed.handle;
    await setUp(first, { keepSignedIn: false });
    await waitForBadge(first, "SIP");
    const updated = await update(installed);
    await untilPainted(updated, "KEY", /signed out/);
    const popup = await updated.openPopup();
    expect(await statusText(popup)).toMatch(/Not known: you are signed out.*Sign in again/);
    await popup.getByRole("button", { name: "Sign in" }).waitFor();
  });
});

test("what the first version has stored is taken up", async ({ hookswitch, emulator }) => {
  const [first] = STORED_VERSIONS;
  const { local } = storedAt(first!, Date.now()).find(({ name }) => name.startsWith("CCM"))!;
  await stopWorker(hookswitch);
  await hookswitch.keeper.evaluate(`chrome.storage.local.set(${JSON.stringify(local)})`);
  emulator.store.setCcmOn(null);
  await startWorker(hookswitch);
  await untilSwitched(hookswitch);
  await waitForBadge(hookswitch, "S?");
  // It ends with the device on to which it was under way.
  expect(devicesOn(emulator)).toEqual([DEMO.ccm.sipDeviceId]);
  const after = (await stored(hookswitch)).local;
  for (const item of ["account", "keepSignedIn", "vault.credentials"]) {
    expect(after[item], item).toEqual(local[item]);
  }
  // A choice that the version did not have yet is there with its default.
  expect(after.settings).toEqual({ ...DEFAULT_SETTINGS, ...(local.settings as object) });
  const popup = await hookswitch.openPopup();
  await softphoneSwitch(popup).waitFor();
  expect(await alertText(popup)).toBe("");
});
