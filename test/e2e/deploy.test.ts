import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { expect } from "vitest";
import type { Browser } from "webextension-polyfill";
import { ensureBrowser } from "../../scripts/browser.ts";
import { DEMO } from "../emulator/emulator.ts";
import { commandsIn, openShell } from "./harness/document-shell.ts";
import { test } from "./harness/fixtures.ts";
import { launchWith } from "./harness/launch.ts";
import { installProblem, policyDirectory } from "./harness/packed.ts";
import { waitForBadge } from "./harness/toolbar.ts";
import { until } from "./harness/wait.ts";

declare const chrome: Browser;

const ROOT = resolve(import.meta.dirname, "../..");
/** What is not in a clone, or lies in it only once it was used. */
const NOT_CLONED = [
  ".git",
  "node_modules",
  "dist",
  "dist-firefox",
  "rollout",
  "demo",
  "screenshots",
  ".cache",
];

/** A copy of the source code, as a clone with `npm ci` has it. */
function clone(folder: string): string {
  const copy = join(folder, "hookswitch");
  cpSync(ROOT, copy, { recursive: true, filter: (file) => !NOT_CLONED.includes(basename(file)) });
  symlinkSync(join(ROOT, "node_modules"), join(copy, "node_modules"));
  return copy;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => {
    server.listen(0, "127.0.0.1", listening);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}

/** The document's commands, with what differs on this machine: the port, the browser's folder, the values of the policy. */
async function commandsHere(policies: string): Promise<readonly string[]> {
  const { customerId, appId, userId, token } = DEMO.integrations;
  const port = await freePort();
  return commandsIn(join(ROOT, "docs/deploy.md"), "trial").map((commands) =>
    commands
      .replaceAll("8000", String(port))
      .replaceAll("/etc/chromium/policies/managed", policies)
      .replace("your_customer_id", customerId)
      .replace("your_app_id", appId)
      .replace("your_app_token", token)
      .replace("your_user_id", userId),
  );
}

test("an administrator gets by the document's commands from source code to a browser that is set up", async ({
  emulator,
}) => {
  const problem = await installProblem();
  if (problem !== undefined) throw new Error(`Cannot install by policy: ${problem}`);
  const folder = mkdtempSync(join(tmpdir(), "hookswitch-deploy-"));
  const policies = policyDirectory(await ensureBrowser());
  // By default no debugger may attach to what policy installs.
  const tools = join(policies, `hookswitch-test-${process.pid}-tools.json`);
  mkdirSync(policies, { recursive: true });
  writeFileSync(tools, JSON.stringify({ DeveloperToolsAvailability: 1 }));
  const copy = clone(folder);
  const shell = openShell(copy);
  try {
    const commands = await commandsHere(policies);
    expect(commands.length).toBe(6);
    let printed = "";
    for (const command of commands.slice(0, -1)) printed += await shell.run(command);
    const id = /The extension's ID is ([a-p]{32})\./.exec(printed)?.[1] ?? "";

    const handle = await launchWith(id, copy, { emulator, pinned: false }, true);
    await waitForBadge(handle, "SIP");
    expect(await handle.keeper.evaluate(() => chrome.action.getUserSettings())).toEqual({
      isOnToolbar: true,
    });
    const pages = handle.context.pages().map((page) => page.url());
    expect(pages.filter((url) => url.includes(id))).toEqual([handle.url("manifest.json")]);

    const isThere = async () => {
      const { targetInfos } = await handle.browserCdp.send("Target.getTargets", { filter: [{}] });
      return targetInfos.some(({ url, type }) => type === "service_worker" && url.includes(id));
    };
    expect(await isThere()).toBe(true);
    await shell.run(commands.at(-1) ?? "");
    await until("the browser to remove the extension", async () => !(await isThere()));
    const gone = await handle.context.newPage();
    await expect(gone.goto(handle.url("manifest.json"))).rejects.toThrow(
      /ERR_BLOCKED_BY_CLIENT|ERR_FILE_NOT_FOUND/,
    );
    await handle.close();
  } finally {
    rmSync(tools, { force: true });
    rmSync(join(policies, "hookswitch.json"), { force: true });
    await shell.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
});
