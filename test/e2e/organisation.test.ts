import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { buildExtension } from "../../scripts/build.ts";
import { DEMO } from "../emulator/emulator.ts";
import { alertText, eventually, softphoneSwitch, stored } from "./agent-view.ts";
import { axe } from "./harness/axe.ts";
import { letPass } from "./harness/clock.ts";
import { test as base } from "./harness/clock-fixtures.ts";
import { filesHolding } from "./harness/files.ts";
import { type Hookswitch, launchHookswitch } from "./harness/launch.ts";
import { connectedNote } from "./harness/options-page.ts";
import { extensionPolicy, installProblem, type Policy } from "./harness/packed.ts";
import { PERSON, type SignInPortal, startSignInPortal } from "./harness/sign-in-portal.ts";
import { badge, waitForBadge } from "./harness/toolbar.ts";
import { until } from "./harness/wait.ts";
import { sleepMachine, startWorker, stopWorker } from "./harness/worker.ts";

const SIGN_IN = "Sign in with your organisation";
const HOUR = 3_600_000;
/** How long a browser may take to see that a policy has changed. */
const POLICY_MS = 45_000;

const test = base.extend("policy", async ({ skip, extension }, { onCleanup }): Promise<Policy> => {
  const problem = await installProblem();
  if (problem !== undefined) skip(`not run: ${problem}`);
  const policy = await extensionPolicy(extension);
  onCleanup(() => policy.remove());
  return policy;
});

/** Presses the button, and signs in in the window that opens for it. */
async function signInByHand(handle: Hookswitch, page: Page): Promise<void> {
  const opened = handle.context.waitForEvent("page");
  await page.getByRole("button", { name: SIGN_IN }).click();
  const window = await opened;
  await window.getByRole("textbox").fill(PERSON);
  await window.getByRole("button", { name: "Sign in" }).click();
}

const isKey = (handle: Hookswitch, said: RegExp) =>
  eventually(async () => {
    const { text, title } = await badge(handle.keeper);
    return `${text}: ${title}`;
  }).toMatch(said);

/** The verdicts that were decided on, by their names. */
async function verdicts(handle: Hookswitch): Promise<unknown[]> {
  const { decisions } = (await stored(handle)).session as { decisions?: { what: string; is: string }[] };
  return (decisions ?? []).filter(({ what }) => what === "verdict").map(({ is }) => is);
}

test("a policy with nothing but the organisation's address signs the agent in", async ({
  policy,
  emulator,
}) => {
  const portal = await startSignInPortal(emulator, "app-token");
  const profile = mkdtempSync(join(tmpdir(), "hookswitch-profile-"));
  const running: Hookswitch[] = [];
  const launch = async (): Promise<Hookswitch> => {
    const handle = await launchHookswitch({ emulator: portal, profile });
    running.push(handle);
    return handle;
  };
  try {
    policy.set({ SignInUrl: portal.signInUrl });
    portal.setDown(true);
    const first = await launch();
    await isKey(first, /^KEY: .*cannot reach your organisation's sign-in page/);
    portal.setDown(false);
    await sleepMachine(first, 61_000);
    await isKey(first, /^KEY: .*Your organisation wants you to sign in/);

    const options = await first.openOptions();
    await eventually(() => alertText(options)).toContain("Your organisation wants you to sign in");
    expect(await axe(options)).toEqual([]);
    const popup = await first.openPopup();
    await popup.getByRole("button", { name: SIGN_IN }).waitFor();
    expect(await axe(popup)).toEqual([]);
    await popup.close();
    await signInByHand(first, options);
    await connectedNote(options).waitFor();
    await waitForBadge(first, "SIP");
    expect((await stored(first)).local.keepSignedIn).toBe(false);
    await options.close();

    // Withdrawn, and set again: the browser still knows the agent, so nobody has to press anything.
    policy.set({ AllowKeepSignedIn: true });
    await waitForBadge(first, "", POLICY_MS);
    const { local, session } = await stored(first);
    expect([local.account ?? null, session["vault.credentials"]]).toEqual([null, undefined]);
    policy.set({ SignInUrl: portal.signInUrl });
    await waitForBadge(first, "SIP", POLICY_MS);
    await first.close();

    // The profile starts, and has lost the token, which was nowhere but in memory.
    const [token = ""] = [
      ...(emulator.store.customers
        .get(DEMO.integrations.customerId)
        ?.apps.get(DEMO.integrations.appId)
        ?.tokens.keys() ?? []),
    ].slice(-1);
    expect(filesHolding(profile, [token])).toEqual([]);
    const before = portal.count("/sign-in");
    const second = await launch();
    await waitForBadge(second, "SIP");
    expect(portal.count("/sign-in")).toBe(before + 1);
    expect(await verdicts(second)).not.toContain("refused");

    // Signed out by the agent, nobody signs them in but they themselves.
    const page = await second.openOptions();
    await page.getByRole("button", { name: "Sign out" }).click();
    await waitForBadge(second, "");
    await stopWorker(second);
    await startWorker(second);
    await page.getByRole("button", { name: SIGN_IN }).click();
    await waitForBadge(second, "SIP");
    expect(portal.count("/sign-in")).toBe(before + 2);
  } finally {
    for (const handle of running) await handle.close();
    await portal.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
});

test("a build that asks the organisation's server never sees the app token, and renews its own", async ({
  policy,
  emulator,
  clock,
}) => {
  const folder = mkdtempSync(join(tmpdir(), "hookswitch-proxied-"));
  let portal: SignInPortal | undefined;
  let handle: Hookswitch | undefined;
  try {
    portal = await startSignInPortal(emulator, "proxy-token", clock.env);
    await buildExtension({ outDir: folder, proxyHost: portal.host });
    policy.set({ SignInUrl: portal.signInUrl });
    handle = await launchHookswitch({ extension: folder, emulator: portal, env: clock.env });
    await isKey(handle, /^KEY: /);
    const popup = await handle.openPopup();
    await signInByHand(handle, popup);
    await waitForBadge(handle, "SIP");
    expect(portal.count("devices")).toBeGreaterThan(0);

    // The portal's token ends after twelve hours, as Exotel's would after ninety days.
    const credentials = async () => (await stored(handle as Hookswitch)).session["vault.credentials"];
    const before = await credentials();
    await letPass(handle, clock, 11 * HOUR);
    const { signInUrl: _url, count } = portal;
    // All of it, or the clock would be moved in its middle.
    await eventually(credentials).not.toEqual(before);
    expect(count("/sign-in")).toBe(3);
    await letPass(handle, clock, 2 * HOUR);
    const asked = count("devices");
    await until("another device call", () => count("devices") > asked);
    await waitForBadge(handle, "SIP");
    expect((await verdicts(handle)).slice(1)).not.toContain("refused");

    await softphoneSwitch(popup).click();
    await waitForBadge(handle, "TEL");

    const { customerId, appId } = DEMO.integrations;
    const tokens = [...(emulator.store.customers.get(customerId)?.apps.get(appId)?.tokens.keys() ?? [])];
    const kept = JSON.stringify(await stored(handle));
    expect(tokens.length).toBeGreaterThan(0);
    expect(tokens.filter((token) => kept.includes(token))).toEqual([]);
    expect(
      emulator.requests.filter(({ headers }) => JSON.stringify(headers).includes("chrome-extension")),
    ).toEqual([]);

    // Somebody who is no user any more: the server's refusal is not said to be Exotel's.
    portal.setUsers({});
    await letPass(handle, clock, 60_000);
    await isKey(handle, /^KEY: .*Your organisation's sign-in page did not let you in/);
    expect((await badge(handle.keeper)).title).not.toMatch(/Exotel (said|refused)/);
    // The verdict says it all.
    await popup.getByRole("button", { name: SIGN_IN }).waitFor();
    expect(await popup.locator(".note").count()).toBe(0);
  } finally {
    await handle?.close();
    await portal?.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
