import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { ensureBrowser } from "../../../scripts/browser.ts";
import { startWithPipe } from "./cdp-pipe.ts";
import { idOfUnpacked } from "./extension-id.ts";
import { browserArgs, DIST, type LaunchOptions } from "./launch.ts";
import { isAlive, killTree } from "./processes.ts";
import { until } from "./wait.ts";

/** A browser whose worker has no debugger, and so dies of idleness as it does for an agent. */
export interface Unattached {
  readonly extensionId: string;
  /** Whether the worker is alive, the extension's own unless another is named; asked without attaching to it. */
  workerIsRunning(id?: string): Promise<boolean>;
  /** Closes all pages of the extension. The browser takes one that is open for an extension at work. */
  closePages(): Promise<void>;
  /**
   * Runs an expression in a page of the extension without script, which is opened for it where there is none, and resolves
   * with its value, as JSON can carry it. Promises are waited for. The page is attached to for no longer than that, the worker never.
   */
  evaluate<T>(expression: string): Promise<T>;
  /** Ends the browser as a person would, so that it writes its profile. */
  end(): Promise<void>;
  /** Ends the browser, and removes its profile unless that was given. */
  close(): Promise<void>;
}

/**
 * Starts a headless Chromium with the extension and attaches to nothing. Idle death comes 30 s after the worker's last
 * event.
 *
 * @throws Error when the extension does not appear
 */
export async function launchUnattached(
  options: Pick<LaunchOptions, "extension" | "emulator" | "profile" | "extraArgs"> & {
    /** One that policy installs, in the place of an unpacked one. */
    readonly installedId?: string;
  } = {},
): Promise<Unattached> {
  const { installedId } = options;
  const extension = resolve(options.extension ?? DIST);
  const extensionId = installedId ?? idOfUnpacked(extension);
  const origin = `chrome-extension://${extensionId}/`;
  const profile = options.profile ?? mkdtempSync(join(tmpdir(), "hookswitch-profile-"));
  const browser = startWithPipe(await ensureBrowser(), [
    "--headless=new",
    `--user-data-dir=${profile}`,
    "--password-store=basic",
    ...(installedId === undefined
      ? [`--load-extension=${extension}`, `--disable-extensions-except=${extension}`]
      : []),
    ...browserArgs(options, installedId !== undefined),
    "about:blank",
  ]);
  const close = async () => {
    if (isAlive(browser.pid)) await killTree(browser.pid);
    if (options.profile === undefined) rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  const targets = async (of = origin) => {
    type Target = { type: string; url: string; targetId: string };
    const found = await browser.send<{ targetInfos: Target[] }>("Target.getTargets", { filter: [{}] });
    return found.targetInfos.filter((target) => target.url.startsWith(of));
  };
  const pages = async () => (await targets()).filter(({ type }) => type === "page");
  const evaluate = async <T>(expression: string): Promise<T> => {
    if (keeper === "") await openPage();
    const { sessionId } = await browser.send<{ sessionId: string }>("Target.attachToTarget", {
      targetId: keeper,
      flatten: true,
    });
    try {
      type Outcome = {
        result: { value?: T };
        exceptionDetails?: { exception?: { description?: string }; text: string };
      };
      const { result, exceptionDetails } = await browser.send<Outcome>(
        "Runtime.evaluate",
        { expression, awaitPromise: true, returnByValue: true },
        sessionId,
      );
      if (exceptionDetails !== undefined) {
        throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
      }
      return result.value as T;
    } finally {
      await browser.send("Target.detachFromTarget", { sessionId });
    }
  };
  let keeper = "";
  const openPage = async () => {
    const { targetId } = await browser.send<{ targetId: string }>("Target.createTarget", {
      url: `${origin}manifest.json`,
    });
    keeper = targetId;
    await until("the extension's page", async () => {
      return await evaluate<boolean>(`globalThis.chrome?.runtime?.id === ${JSON.stringify(extensionId)}`);
    });
  };
  try {
    await until(`the worker of ${extension}`, async () => (await targets()).length > 0);
    await openPage();
  } catch (error) {
    await close();
    throw error;
  }
  return {
    extensionId,
    evaluate,
    close,
    async workerIsRunning(id = extensionId) {
      const all = await targets(`chrome-extension://${id}/`);
      return all.some(({ type }) => type === "service_worker");
    },
    async end() {
      await browser.send("Browser.close").catch(() => undefined);
      await until("the browser to end", () => !isAlive(browser.pid));
    },
    async closePages() {
      for (const { targetId } of await pages()) await browser.send("Target.closeTarget", { targetId });
      keeper = "";
      await until("the extension's pages to close", async () => (await pages()).length === 0);
    },
  };
}
