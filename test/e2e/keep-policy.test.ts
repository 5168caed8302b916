import { expect } from "vitest";
import { DEMO } from "../emulator/emulator.ts";
import { eventually, setUp, stored } from "./agent-view.ts";
import { filesHolding } from "./harness/files.ts";
import { test as base } from "./harness/fixtures.ts";
import { connectedNote, enter, save } from "./harness/options-page.ts";
import { extensionPolicy, installProblem, type Policy } from "./harness/packed.ts";
import { waitForBadge } from "./harness/toolbar.ts";
import { startWorker, stopWorker } from "./harness/worker.ts";

/** How long a browser may take to see that a policy has changed: it looks at its file now and then. */
const POLICY_MS = 45_000;

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
