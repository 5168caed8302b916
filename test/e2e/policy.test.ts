import { expect } from "vitest";
import { DEMO } from "../emulator/emulator.ts";
import { eventually, setUp, stored } from "./agent-view.ts";
import { axe } from "./harness/axe.ts";
import { filesHolding } from "./harness/files.ts";
import { test as base } from "./harness/fixtures.ts";
import { connectedNote, enter, save } from "./harness/options-page.ts";
import {
  extensionPolicy,
  installByPolicy,
  installProblem,
  type Policy,
  policyFor,
} from "./harness/packed.ts";
import { waitForBadge } from "./harness/toolbar.ts";
import { startWorker, stopWorker } from "./harness/worker.ts";

/** How long a browser may take to see that a policy has changed: it looks at its file now and then. */
const POLICY_MS = 45_000;

const { token, ...account } = DEMO.integrations;
const ACCOUNT = {
  Api: "integrations-core",
  CustomerId: account.customerId,
  AppId: account.appId,
  UserId: account.userId,
  AppToken: token,
};

/** The administrator's policy for the unpacked extension, or why there can be none. */
const test = base.extend("policy", async ({ skip, extension }, { onCleanup }): Promise<Policy> => {
  const problem = await installProblem();
  if (problem !== undefined) skip(`not run: ${problem}`);
  const policy = await extensionPolicy(extension);
  onCleanup(() => policy.remove());
  return policy;
});

test("an administrator's policy takes credentials off the disk, and keeps them off it", async ({
  policy,
  launch,
}) => {
  const handle = await launch();
  const where = async () => {
    const { local, session } = await stored(handle);
    const areas = Object.entries({ local, session });
    return {
      keepSignedIn: local.keepSignedIn,
      vault: areas.flatMap(([area, items]) =>
        Object.keys(items).flatMap((key) => (key.startsWith("vault.") ? [`${area} ${key}`] : [])),
      ),
    };
  };
  const onDisk = { keepSignedIn: true, vault: ["local vault.credentials"] };
  const inMemory = { keepSignedIn: false, vault: ["session vault.credentials"] };
  await setUp(handle, { keepSignedIn: true });
  await waitForBadge(handle, "SIP");
  expect(await where()).toEqual(onDisk);
  const traces = () => filesHolding(handle.profileDir, [DEMO.integrations.token]);
  await eventually(traces).not.toEqual([]);
  const options = await handle.openOptions();
  const box = options.getByLabel("Keep me signed in on this computer");
  const said = options.getByText("Your administrator has turned this off.");
  expect(await box.isChecked()).toBe(true);

  // The browser runs: the policy wakes a worker that has stopped, and changes the page that is open.
  await stopWorker(handle);
  policy.set({ AllowKeepSignedIn: false });
  await eventually(where, POLICY_MS).toEqual(inMemory);
  await eventually(traces).toEqual([]);
  await said.waitFor();
  expect([await box.isChecked(), await box.isDisabled()]).toEqual([false, true]);
  await options.getByLabel("User ID").fill("agent_sip_off");
  await save(options);
  await connectedNote(options).waitFor();
  expect(await where()).toEqual(inMemory);

  // What an older start left on the disk goes with the next start of the worker.
  await stopWorker(handle);
  await handle.keeper.evaluate(`chrome.storage.session.get("vault.credentials").then(async (saved) => {
    await chrome.storage.local.set({ ...saved, keepSignedIn: true });
    await chrome.storage.session.remove("vault.credentials");
  })`);
  await startWorker(handle);
  await eventually(where).toEqual(inMemory);
  await waitForBadge(handle, "TEL");

  policy.set({ AllowKeepSignedIn: true });
  await eventually(() => box.isDisabled(), POLICY_MS).toBe(false);
  await enter(options, { token: "", keepSignedIn: true });
  await save(options);
  await eventually(where).toEqual(onDisk);
});

test("a machine's policy installs, pins and connects Hookswitch, locks a setting, and takes all back", async ({
  policy: _,
  emulator,
}) => {
  const packed = await installByPolicy();
  const policy = await policyFor(packed.extensionId);
  /** What we wrote of the token: the browser keeps the policy in a folder of its own. */
  const traces = () =>
    filesHolding(packed.profileDir, [token]).filter((file) => !file.includes("Managed Extension Settings"));
  try {
    policy.set(ACCOUNT, true);
    const first = await packed.launch({ emulator });
    await waitForBadge(first, "SIP", POLICY_MS);
    expect(first.context.pages().filter((page) => page.url().endsWith("options.html"))).toEqual([]);
    expect(await first.keeper.evaluate("chrome.action.getUserSettings()")).toMatchObject({
      isOnToolbar: true,
    });
    expect((await stored(first)).local).toMatchObject({ accountFrom: "policy", keepSignedIn: false });
    expect(traces()).toEqual([]);

    const options = await first.openOptions();
    const words = options.getByText("Set by your organisation");
    for (const label of ["Customer ID", "App ID", "User ID", "App token"]) {
      const field = options.getByLabel(label, { exact: true });
      expect([label, await field.isDisabled()]).toEqual([label, true]);
    }
    expect(await options.getByLabel("App token").inputValue()).toBe("");
    expect(await options.getByRole("button", { name: "Sign out" }).count()).toBe(0);
    const known = await words.count();
    const both = options.getByLabel("Include both when switching");
    expect([await both.isDisabled(), await both.isChecked()]).toEqual([false, false]);
    const from = emulator.requests.length;
    policy.set({ ...ACCOUNT, IncludeBoth: true, LockedSettings: ["IncludeBoth"] }, true);
    await eventually(() => both.isDisabled(), POLICY_MS).toBe(true);
    expect([await both.isChecked(), await words.count()]).toEqual([true, known + 1]);
    for (const colorScheme of ["light", "dark"] as const) {
      await options.emulateMedia({ colorScheme });
      expect([colorScheme, await axe(options)]).toEqual([colorScheme, []]);
    }
    // Nobody was signed out, nor was anything read for it but by plan.
    expect((await stored(first)).local).toMatchObject({
      accountFrom: "policy",
      account: { userId: account.userId },
    });
    expect(emulator.requests.slice(from).filter(({ method }) => method !== "GET")).toEqual([]);
    await first.close();

    const second = await packed.launch({ emulator });
    await waitForBadge(second, "SIP", POLICY_MS);
    policy.set({}, true);
    await eventually(async () => (await stored(second)).local.account, POLICY_MS).toBeUndefined();
    expect(await second.keeper.evaluate("chrome.storage.session.get('vault.credentials')")).toEqual({});
    expect(traces()).toEqual([]);
  } finally {
    policy.remove();
    await packed.remove();
  }
});
