import { expect } from "vitest";
import { alertText, eventually, setUp, stored } from "./agent-view.ts";
import { test as base } from "./harness/fixtures.ts";
import { enter, save } from "./harness/options-page.ts";
import { extensionPolicy, installProblem, type Policy } from "./harness/packed.ts";
import { badge, waitForBadge } from "./harness/toolbar.ts";
import { stopWorker } from "./harness/worker.ts";

/** How long a browser may take to see that a policy has changed. */
const POLICY_MS = 60_000;

const test = base.extend("policy", async ({ skip, extension }, { onCleanup }): Promise<Policy> => {
  const problem = await installProblem();
  if (problem !== undefined) skip(`not run: ${problem}`);
  const policy = await extensionPolicy(extension);
  onCleanup(() => policy.remove());
  return policy;
});

test("hosts that a policy forbids are asked nothing, and the agent is told who can allow them", {
  timeout: 300_000,
}, async ({ policy, launch, emulator }) => {
  const handle = await launch();
  await setUp(handle);
  await waitForBadge(handle, "SIP");
  // Nothing announces such a policy: the next look finds it.
  const popup = await handle.openPopup();
  const looked = async () => {
    await popup.getByRole("button", { name: "Check now" }).click();
    return (await badge(handle.keeper)).text;
  };
  const once = { timeout: POLICY_MS, interval: 2_000 };
  policy.blockHosts(["*://*.exotel.com"]);
  await expect.poll(looked, once).toBe("?");
  const from = emulator.requests.length;
  await stopWorker(handle);
  await popup.reload();
  await eventually(() => alertText(popup)).toMatch(/browser does not let Hookswitch.*Ask your administrator/);
  // It could not help: the browser takes the permission to be there.
  expect(await popup.getByRole("button", { name: "Allow access" }).count()).toBe(0);
  await popup.getByRole("button", { name: "Check now" }).click();
  const options = await handle.openOptions();
  await enter(options, { userId: "agent_sip_off" });
  await save(options);
  await eventually(() => alertText(options)).toContain("Your organisation does not let");
  expect((await stored(handle)).local.account).toMatchObject({ userId: "agent_001" });
  expect(emulator.requests.slice(from).map(({ method, path }) => `${method} ${path}`)).toEqual([]);
  expect(emulator.requests.filter(({ method }) => method === "OPTIONS")).toEqual([]);

  policy.blockHosts([]);
  await expect.poll(looked, once).toBe("SIP");
  await eventually(() => alertText(popup)).toBe("");
});
