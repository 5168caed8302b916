import { mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
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
  /** Where Chromium keeps what an extension has in `storage.local`: a LevelDB. */
  const database = (profile: string, { extensionId }: Hookswitch) =>
    join(profile, "Default/Local Extension Settings", extensionId);

  const RUBBISH = "x".repeat(4096);

  for (const { what, files, isLost } of [
    { what: "the file that names the database's present state", files: /^CURRENT$/, isLost: false },
    { what: "the file that lists the database's files", files: /^MANIFEST-/, isLost: false },
    { what: "the file that holds what was stored", files: /\.(?:log|ldb)$/, isLost: true },
    { what: "every file", files: /./, isLost: true },
  ]) {
    test(`in ${what} ${isLost ? "is set up again" : "is repaired by the browser"}`, async ({
      desk,
      emulator,
    }) => {
      const first = await desk.open();
      await setUp(first);
      await waitForBadge(first, "SIP");
      const before = await kept(first);
      await first.close();
      const folder = database(desk.profile, first);
      const struck = readdirSync(folder).filter((name) => files.test(name));
      expect(struck).not.toEqual([]);
      for (const name of struck) writeFileSync(join(folder, name), RUBBISH);

      // Whatever is shown before the server has answered comes from what is stored.
      const hold = emulator.faults.hold("before", { method: "GET" });
      const second = await desk.open();
      const badges = await recordBadges(second);
      if (isLost) {
        await untilPainted(second, "", "not set up");
        expect((await stored(second)).local).toEqual({});
        const popup = await second.openPopup();
        await popup.getByRole("button", { name: "Set up" }).waitFor();
      } else {
        await hold.held;
        // On a slow machine, the read that is held has been given up by now.
        await eventually(async () => (await badge(second.keeper)).text).toMatch(/^[…?]$/);
        expect(await kept(second)).toEqual(before);
      }
      expect(await badges()).not.toContain("SIP");
      hold.release();
      if (isLost) await setUp(second);
      await waitForBadge(second, "SIP");
      expect(await kept(second)).toEqual(before);
    });
  }

  test("so that it cannot be read says so, and goes on when it can", async ({ desk, emulator }) => {
    const first = await desk.open();
    await setUp(first);
    await waitForBadge(first, "SIP");
    const before = await kept(first);
    await first.close();
    const folder = database(desk.profile, first);
    renameSync(folder, `${folder}.aside`);
    writeFileSync(folder, RUBBISH);

    const from = emulator.requests.length;
    const second = await desk.open();
    await untilPainted(second, "?", "cannot read what Hookswitch saved");
    const popup = await second.openPopup();
    await eventually(() => alertText(popup)).toContain("cannot read what Hookswitch saved");
    const note = await popup.getByRole("alert").boundingBox();
    expect(note?.y, "the top of the note, CSS px").toBeLessThan(50);
    const options = await second.openOptions();
    await eventually(() => alertText(options)).toContain("cannot read what Hookswitch saved");
    expect(emulator.requests.slice(from)).toEqual([]);
    expect(await badge(second.keeper)).toMatchObject({ text: "?" });

    rmSync(folder);
    renameSync(`${folder}.aside`, folder);
    await waitForBadge(second, "SIP");
    expect(await kept(second)).toEqual(before);
    await eventually(() => shown(popup)).toEqual({ phone: "on", softphone: "on" });
    await eventually(() => options.getByLabel("User ID").inputValue()).toBe(DEMO.integrations.userId);
    expect(await alertText(popup)).toBe("");
    await softphoneSwitch(popup).click();
    await waitForBadge(second, "TEL");
  });
});
