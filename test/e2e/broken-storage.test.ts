import { cpSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { DEMO } from "../emulator/emulator.ts";
import {
  alertText,
  atServer,
  eventually,
  openPopupRead,
  puts,
  recordBadges,
  setUp,
  shown,
  softphoneSwitch,
  stored,
  untilPainted,
  untilSwitched,
} from "./agent-view.ts";
import { test as base } from "./harness/fixtures.ts";
import type { Hookswitch } from "./harness/launch.ts";
import { connectedNote, enter, save } from "./harness/options-page.ts";
import { badge, waitForBadge } from "./harness/toolbar.ts";
import { startWorker, stopWorker } from "./harness/worker.ts";

/** A profile, and browsers on it, one after the other. */
const test = base.extend("desk", ({ launch }, { onCleanup }) => {
  const profile = mkdtempSync(join(tmpdir(), "hookswitch-profile-"));
  let latest: Hookswitch | null = null;
  onCleanup(async () => {
    await latest?.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  });
  return {
    profile,
    open: async (): Promise<Hookswitch> => {
      latest = await launch({ profile });
      return latest;
    },
  };
});

/** What only the agent changes of what is on the disk. */
async function kept(handle: Hookswitch): Promise<unknown> {
  const { account, keepSignedIn, settings, journal, ...rest } = (await stored(handle)).local;
  return { account, keepSignedIn, settings, journal, credentials: rest["vault.credentials"] };
}

describe("storage that is really full", () => {
  /** Stores as much as the browser lets an extension store, to the last byte. */
  async function fill({ keeper }: Hookswitch): Promise<void> {
    const left = await keeper.evaluate<number>(`(async () => {
      const { local } = chrome.storage;
      const room = local.QUOTA_BYTES - (await local.getBytesInUse());
      await local.set({ filler: "x".repeat(room - 'filler""'.length) });
      return local.QUOTA_BYTES - (await local.getBytesInUse());
    })()`);
    expect(left).toBe(0);
    const more = keeper.evaluate("chrome.storage.local.set({ more: 1 })");
    await expect(more).rejects.toThrow(/quota/i);
  }

  test("is told to the agent, loses nothing and shows the truth, and works as soon as there is room", async ({
    hookswitch,
    emulator,
  }) => {
    await setUp(hookswitch);
    await waitForBadge(hookswitch, "SIP");
    const popup = await openPopupRead(hookswitch, emulator);
    const options = await hookswitch.openOptions();
    const includeBoth = options.getByRole("checkbox", { name: "Include both when switching" });
    await includeBoth.waitFor();
    const before = await kept(hookswitch);
    await fill(hookswitch);

    await softphoneSwitch(popup).click();
    await eventually(() => alertText(popup)).toMatch(/could not save the switch.*Free some disk space/);
    expect(await shown(popup)).toEqual({ phone: "on", softphone: "on" });
    await includeBoth.click();
    await eventually(() => alertText(options)).toMatch(/could not save.*Free some disk space/);
    await eventually(() => includeBoth.isChecked()).toBe(false);
    await options.reload();
    await enter(options, { userId: "agent_sip_off" });
    await save(options);
    await eventually(() => alertText(options)).toMatch(/could not save.*Free some disk space/);
    expect(puts(emulator)).toEqual([]);
    expect(await kept(hookswitch)).toEqual(before);

    // What is shown stays the server's, also with a new worker, which has only what is stored.
    await waitForBadge(hookswitch, "SIP");
    emulator.store.dropSoftphone();
    await popup.getByRole("button", { name: "Check now" }).click();
    await untilPainted(hookswitch, "!", "not registered");
    await stopWorker(hookswitch);
    emulator.store.setIntegrations({ phone: true, sip: false });
    await startWorker(hookswitch);
    await popup.getByRole("button", { name: "Check now" }).click();
    await untilPainted(hookswitch, "TEL", "your phone only");
    await softphoneSwitch(popup).click();
    await eventually(() => alertText(popup)).toContain("could not save the switch");
    expect(puts(emulator)).toEqual([]);
    expect(await kept(hookswitch)).toEqual(before);

    await hookswitch.keeper.evaluate("chrome.storage.local.remove('filler')");
    await softphoneSwitch(popup).click();
    await untilSwitched(hookswitch, popup);
    expect(atServer(emulator)).toEqual({ phone: true, sip: true });
    expect(puts(emulator)).toHaveLength(1);
    await eventually(() => alertText(popup)).toBe("");
    await includeBoth.check();
    await eventually(() => kept(hookswitch)).toMatchObject({ settings: { includeBoth: true } });
    await enter(options, { userId: "agent_sip_off" });
    await save(options);
    await connectedNote(options).waitFor();
    await eventually(() => kept(hookswitch)).toMatchObject({ account: { userId: "agent_sip_off" } });
    await waitForBadge(hookswitch, "TEL");
  });
});

describe("a profile that is damaged while the browser is closed", () => {
  const RUBBISH = "x".repeat(4096);

  test("is repaired by the browser, or cannot be read for a time, or is set up again: nothing is shown that is not known", async ({
    desk,
    emulator,
  }) => {
    const first = await desk.open();
    await setUp(first);
    await waitForBadge(first, "SIP");
    const before = await kept(first);
    await first.close();
    // Where Chromium keeps what an extension has in `storage.local`: a LevelDB.
    const folder = join(desk.profile, "Default/Local Extension Settings", first.extensionId);
    const sound = join(desk.profile, "sound");
    cpSync(folder, sound, { recursive: true });
    const damage = (files: RegExp): void => {
      rmSync(folder, { recursive: true });
      cpSync(sound, folder, { recursive: true });
      const struck = readdirSync(folder).filter((name) => files.test(name));
      expect(struck).not.toEqual([]);
      for (const name of struck) writeFileSync(join(folder, name), RUBBISH);
    };

    for (const { what, files, isLost } of [
      { what: "the file that names the database's present state", files: /^CURRENT$/, isLost: false },
      { what: "the file that lists the database's files", files: /^MANIFEST-/, isLost: false },
      { what: "the file that holds what was stored", files: /\.(?:log|ldb)$/, isLost: true },
      { what: "every file", files: /./, isLost: true },
    ]) {
      damage(files);
      // Whatever is shown before the server has answered comes from what is stored.
      const hold = emulator.faults.hold("before", { method: "GET" });
      const next = await desk.open();
      const badges = await recordBadges(next);
      if (isLost) {
        await untilPainted(next, "", "not set up");
        expect((await stored(next)).local, what).toEqual({});
        const popup = await next.openPopup();
        await popup.getByRole("button", { name: "Set up" }).waitFor();
      } else {
        await hold.held;
        // On a slow machine, the read that is held has been given up by now.
        await eventually(async () => (await badge(next.keeper)).text).toMatch(/^[…?]$/);
        expect(await kept(next), what).toEqual(before);
      }
      expect(await badges(), what).not.toContain("SIP");
      hold.release();
      if (isLost) await setUp(next);
      await waitForBadge(next, "SIP");
      expect(await kept(next), what).toEqual(before);
      await next.close();
    }

    renameSync(folder, `${folder}.aside`);
    writeFileSync(folder, RUBBISH);
    const from = emulator.requests.length;
    const last = await desk.open();
    await untilPainted(last, "?", "cannot read what Hookswitch saved");
    const popup = await last.openPopup();
    await eventually(() => alertText(popup)).toContain("cannot read what Hookswitch saved");
    const note = await popup.getByRole("alert").boundingBox();
    expect(note?.y, "the top of the note, CSS px").toBeLessThan(50);
    const options = await last.openOptions();
    await eventually(() => alertText(options)).toContain("cannot read what Hookswitch saved");
    expect(emulator.requests.slice(from)).toEqual([]);
    expect(await badge(last.keeper)).toMatchObject({ text: "?" });

    rmSync(folder);
    renameSync(`${folder}.aside`, folder);
    await waitForBadge(last, "SIP");
    expect(await kept(last)).toEqual(before);
    await eventually(() => shown(popup)).toEqual({ phone: "on", softphone: "on" });
    await eventually(() => options.getByLabel("User ID").inputValue()).toBe(DEMO.integrations.userId);
    expect(await alertText(popup)).toBe("");
    await softphoneSwitch(popup).click();
    await waitForBadge(last, "TEL");
  });
});
