import { PROBE_CHANGED, PROBE_QUESTION } from "../core/softphone-tab/probe-messages.ts";
import type { ProbeAnswer } from "../core/softphone-tab/softphone-tab.ts";

/**
 * The script that runs in the softphone's page, if the agent allows it. It answers the worker's question and tells nothing else:
 * of the page itself it reads whether it is visible.
 */

/** As much of the extension API as is used here. The polyfill would be many times as large as the rest. */
declare const chrome: {
  readonly runtime: {
    readonly id?: string;
    readonly lastError?: unknown;
    sendMessage(message: object, ended: () => void): void;
    readonly onMessage: {
      addListener(
        heard: (
          message: unknown,
          sender: { readonly id?: string },
          reply: (answer: ProbeAnswer) => void,
        ) => boolean,
      ): void;
    };
  };
};

/** The worker gives up after 10 s and takes the page for hung. What the browser does not say sooner is not the page's fault. ms */
const BROWSER_PATIENCE = 3_000;
/** Nobody asks any more where the agent has turned the probe off. ms */
const STILL_ASKED = 60_000;

let askedAt: number | null = null;

async function kindsOfDevices(): Promise<readonly MediaDeviceKind[]> {
  const devices = await navigator.mediaDevices.enumerateDevices();
  return devices.map(({ kind }) => kind);
}

function microphone(): Promise<PermissionStatus> {
  return navigator.permissions.query({ name: "microphone" });
}

/** `null` if the browser cannot tell, or does not in time. */
async function inTime<T>(ask: () => Promise<T>): Promise<T | null> {
  const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), BROWSER_PATIENCE));
  try {
    return await Promise.race([ask(), late]);
  } catch {
    return null;
  }
}

async function answer(): Promise<ProbeAnswer> {
  const [status, kinds] = await Promise.all([inTime(microphone), inTime(kindsOfDevices)]);
  const permission = status?.state ?? null;
  const hasOutput = kinds?.includes("audiooutput") ?? null;
  return {
    isVisible: document.visibilityState === "visible",
    microphone: permission,
    hasInput: kinds?.includes("audioinput") ?? null,
    // A browser may hide the outputs from a page that may not use the microphone.
    hasOutput: hasOutput === false && permission !== "granted" ? null : hasOutput,
  };
}

function tellOfChange(): void {
  if (askedAt === null || performance.now() - askedAt > STILL_ASKED) return;
  try {
    chrome.runtime.sendMessage(PROBE_CHANGED, () => void chrome.runtime.lastError);
  } catch {
    // The extension was updated or removed. The new one brings a script of its own.
  }
}

async function watchForChanges(): Promise<void> {
  try {
    navigator.mediaDevices.addEventListener("devicechange", tellOfChange);
    (await microphone()).addEventListener("change", tellOfChange);
  } catch {
    // The next question finds what has changed.
  }
}

function isQuestion(message: unknown): boolean {
  return (message as { readonly type?: unknown } | null | undefined)?.type === PROBE_QUESTION.type;
}

/** The worker brings the script again where the page did not answer. Once in a page is enough. */
const world = globalThis as { hookswitchProbe?: unknown };
if (world.hookswitchProbe !== true) {
  world.hookswitchProbe = true;
  chrome.runtime.onMessage.addListener((message, sender, reply) => {
    if (sender.id !== chrome.runtime.id || !isQuestion(message)) return false;
    if (askedAt === null) void watchForChanges();
    askedAt = performance.now();
    void answer().then(reply);
    return true;
  });
}
