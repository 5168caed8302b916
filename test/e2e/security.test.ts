import { readdirSync } from "node:fs";
import JSZip from "jszip";
import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import { packageZip } from "../../scripts/package.ts";
import { DEMO, type Emulator, HOSTS } from "../emulator/emulator.ts";
import {
  alarms,
  alertText,
  eventually,
  expectSilence,
  openPopupRead,
  press,
  puts,
  setUp,
  setUpCcm,
  softphoneSwitch,
  stored,
  untilSwitched,
} from "./agent-view.ts";
import { writeBareExtension } from "./harness/bare-extension.ts";
import { idOfUnpacked, readManifest } from "./harness/extension-id.ts";
import { test } from "./harness/fixtures.ts";
import { type Headed, launchHeaded } from "./harness/keys.ts";
import { DIST, type Hookswitch } from "./harness/launch.ts";
import { netLog } from "./harness/net-log.ts";
import { goOffline, goOnline } from "./harness/network.ts";
import { enterCcm, findMe } from "./harness/options-page.ts";
import { DEMO_SECRETS } from "./harness/secrets.ts";
import { badge, waitForBadge } from "./harness/toolbar.ts";
import { startWorker, stopWorker, waitForWorkerRunning } from "./harness/worker.ts";

/** For how long the server is watched for a request that must not come. */
const WATCHED_MS = 3_000;

/** Every page that ships. */
const PAGES = readdirSync(DIST, { recursive: true })
  .map(String)
  .filter((file) => file.endsWith(".html"))
  .sort();

const EXOTEL = Object.values(HOSTS);

/** What of the storage only the agent, or a switch, changes. */
async function choices(handle: Hookswitch): Promise<unknown> {
  const { account, settings, keepSignedIn, journal, ...rest } = (await stored(handle)).local;
  return { account, settings, keepSignedIn, journal, credentials: rest["vault.credentials"] };
}

const COMMANDS = [
  { type: "refresh" },
  { type: "sign-out" },
  { type: "switch", press: { ring: "phone" } },
  { type: "change-settings", settings: { includeBoth: true } },
];

/** A content script that sends each command, opens a port, and writes into the page what became of them. */
function tellFromContentScript(id: string): string {
  return `(async () => {
    const answers = [];
    for (const command of ${JSON.stringify(COMMANDS)}) {
      answers.push(await chrome.runtime.sendMessage(${JSON.stringify(id)}, command)
        .then((answer) => "answered " + JSON.stringify(answer), () => "refused"));
    }
    const port = chrome.runtime.connect(${JSON.stringify(id)});
    await new Promise((resolve) => port.onDisconnect.addListener(resolve));
    answers.push(chrome.runtime.lastError ? "refused" : "ended");
    document.documentElement.dataset.answers = answers.join(" ");
  })();`;
}

describe("the package", () => {
  test("opens nothing to sites and other extensions, and asks for no more than it says", () => {
    const manifest = readManifest(DIST);
    for (const key of ["web_accessible_resources", "externally_connectable", "content_scripts", "sandbox"]) {
      expect([key, manifest[key]]).toEqual([key, undefined]);
    }
    expect(manifest.permissions).toEqual([
      "storage",
      "alarms",
      "idle",
      "activeTab",
      "scripting",
      "notifications",
      "contextMenus",
      "offscreen",
      "identity",
    ]);
    expect(manifest.optional_permissions).toEqual(["identity.email"]);
    expect(manifest.optional_host_permissions).toEqual(["https://*/*"]);
    expect(manifest.host_permissions).toEqual(
      expect.arrayContaining(EXOTEL.map((host) => `https://${host}/*`)),
    );
    expect(manifest.host_permissions).toHaveLength(EXOTEL.length);
  });

  test("holds no credential, no other address than Exotel's, and no code that makes code of text", async () => {
    const packed = await packageZip(DIST);
    expect(Buffer.from(packed).equals(await packageZip(DIST))).toBe(true);
    const zip = await JSZip.loadAsync(packed);
    const files = Object.values(zip.files).filter(({ name }) => /\.(?:js|json|html|css)$/.test(name));
    expect(files.map(({ name }) => name)).toEqual(expect.arrayContaining(["background.js", ...PAGES]));
    expect(DEMO_SECRETS).toContain(DEMO.integrations.token);
    for (const file of files) {
      const text = await file.async("text");
      for (const secret of DEMO_SECRETS)
        expect([file.name, text.includes(secret)]).toEqual([file.name, false]);
      const hosts = [...text.matchAll(/\b(?:https?|wss?):\/\/([a-z0-9.-]+)/gi)].map(([, host]) => host);
      // The names of SVG's and MathML's elements; nothing is asked there.
      const strangers = hosts.filter((host) => ![...EXOTEL, "www.w3.org"].some((known) => known === host));
      expect([file.name, strangers]).toEqual([file.name, []]);
      expect([file.name, /\beval\(|\bnew Function\b|\bimportScripts\b/.test(text)]).toEqual([
        file.name,
        false,
      ]);
    }
  });
});

/** Opens a page of ours in a tab, and waits until it shows what it has to show. */
async function openOurs(handle: Hookswitch, path: string): Promise<Page> {
  const page = await handle.context.newPage();
  // The document that plays the sound shows nothing, and would close itself at the end.
  await page.addInitScript("globalThis.close = () => undefined");
  await page.goto(handle.url(path));
  if (!path.startsWith("src/sound/")) await page.getByRole("heading").first().waitFor();
  return page;
}

describe("the content security policy", () => {
  test("is in force in every page", async ({ hookswitch, emulator }) => {
    for (const file of PAGES) await expectInForce(hookswitch, emulator, file);
  });

  async function expectInForce(handle: Hookswitch, emulator: Emulator, file: string): Promise<void> {
    const page = await openOurs(handle, file);
    // From a timer: what the debugger itself runs may make code of text.
    const tried = await page.evaluate<
      Record<string, string>
    >(`new Promise((resolve) => setTimeout(async () => {
      const said = {};
      const policies = (globalThis.policies = new Set());
      addEventListener("securitypolicyviolation", ({ effectiveDirective }) => policies.add(effectiveDirective));
      const attempt = (name, act) => {
        try { act(); said[name] = "done"; } catch (error) { said[name] = error.name; }
      };
      const div = document.createElement("div");
      const script = document.createElement("script");
      document.body.append(div);
      attempt("innerHTML", () => { div.innerHTML = "<b>x</b>"; });
      attempt("outerHTML", () => { div.outerHTML = "<b>x</b>"; });
      attempt("insertAdjacentHTML", () => div.insertAdjacentHTML("beforeend", "<b>x</b>"));
      attempt("document.write", () => document.write("<b>x</b>"));
      attempt("DOMParser", () => new DOMParser().parseFromString("<b>x</b>", "text/html"));
      attempt("eval", () => (0, eval)("globalThis.ran = 1"));
      attempt("Function", () => new Function("globalThis.ran = 1")());
      attempt("a policy of one's own", () => trustedTypes.createPolicy("own", {}));
      attempt("a script's text", () => { script.text = "globalThis.ran = 1"; });
      attempt("a script's address", () => { script.src = "https://${HOSTS.integrations}/x.js"; });
      attempt("a timer's text", () => setTimeout("globalThis.ran = 1"));
      // A text node goes past the types, and is stopped by the policy.
      const inline = document.createElement("script");
      inline.append(document.createTextNode("globalThis.ran = 1"));
      attempt("an inline script", () => document.body.append(inline));
      const link = document.createElement("a");
      link.href = "javascript:globalThis.ran = 1";
      document.body.append(link);
      attempt("a javascript: link", () => link.click());
      const frame = document.createElement("iframe");
      frame.src = "${emulator.controlUrl}";
      document.body.append(frame);
      const image = new Image();
      image.src = "${emulator.controlUrl}x.png";
      document.body.append(image);
      const form = document.createElement("form");
      form.action = "https://${HOSTS.integrations}/";
      form.target = "_blank";
      document.body.append(form);
      attempt("a form", () => form.submit());
      for (const address of ["${emulator.controlUrl}", "https://example.com/", "http://${HOSTS.integrations}/"]) {
        said["fetch " + new URL(address).protocol + new URL(address).hostname] =
          await fetch(address, { mode: "no-cors" }).then(() => "done", (error) => error.name);
      }
      said.ran = String(globalThis.ran);
      resolve(said);
    }))`);
    expect(tried, file).toEqual({
      innerHTML: "TypeError",
      outerHTML: "TypeError",
      insertAdjacentHTML: "TypeError",
      "document.write": "TypeError",
      DOMParser: "TypeError",
      eval: "EvalError",
      Function: "EvalError",
      "a policy of one's own": "TypeError",
      "a script's text": "TypeError",
      "a script's address": "TypeError",
      "a timer's text": "TypeError",
      "an inline script": "done",
      "a javascript: link": "done",
      "a form": "done",
      "fetch http:127.0.0.1": "TypeError",
      "fetch https:example.com": "TypeError",
      [`fetch http:${HOSTS.integrations}`]: "TypeError",
      ran: "undefined",
    });
    // The browser reports what it has stopped a little later; that it reports it shows that nothing was loaded.
    const stopped = ["connect-src", "form-action", "frame-src", "img-src", "script-src-elem"];
    const typed = ["require-trusted-types-for", "trusted-types"];
    await eventually(() => page.evaluate<string[]>("[...policies]")).toEqual(
      expect.arrayContaining([...stopped, ...typed]),
    );
    await page.close();
  }

  test("lets the worker ask nobody but Exotel, and make no code of text", async ({
    hookswitch,
    emulator,
  }) => {
    await startWorker(hookswitch);
    const worker = hookswitch.context.serviceWorkers()[0];
    if (worker === undefined) throw new Error("the worker is not there");
    const tried = await worker.evaluate<
      Record<string, string>
    >(`new Promise((resolve) => setTimeout(async () => {
      const ask = (address) => fetch(address, { mode: "no-cors" }).then(() => "done", (error) => error.name);
      const attempt = (act) => { try { act(); return "done"; } catch (error) { return error.name; } };
      resolve({
        elsewhere: await ask("${emulator.controlUrl}"),
        plain: await ask("http://${HOSTS.integrations}/"),
        exotel: await ask("https://${HOSTS.integrations}/"),
        eval: attempt(() => (0, eval)("1")),
        Function: attempt(() => new Function("1")()),
        importScripts: attempt(() => importScripts("${emulator.controlUrl}")),
      });
    }))`);
    expect(tried).toEqual({
      elsewhere: "TypeError",
      plain: "TypeError",
      exotel: "done",
      eval: "EvalError",
      Function: "EvalError",
      importScripts: "TypeError",
    });
  });
});

describe("a site", () => {
  test("can neither frame nor open a page of ours, and changes nothing by trying", async ({
    hookswitch,
    emulator,
  }) => {
    await setUp(hookswitch);
    await waitForBadge(hookswitch, "SIP");
    const before = await choices(hookswitch);
    const silence = expectSilence(emulator, WATCHED_MS);
    const addressOf = (file: string) => hookswitch.url(`${file}?press=phone&type=sign-out#softphone`);
    const site = await hookswitch.context.newPage();
    await site.goto(emulator.controlUrl);
    for (const address of [...PAGES, "manifest.json", "background.js"].map(addressOf)) {
      const loaded = await site.evaluate<string[]>(`(async () => {
        const load = (name, attribute) => new Promise((resolve) => {
          const element = document.createElement(name);
          element.onload = () => resolve(name + " " + String(element.contentDocument?.body?.innerText ?? "accessBlock"));
          element.onerror = () => resolve(name + " accessBlock");
          element[attribute] = ${JSON.stringify(address)};
          document.body.append(element);
        });
        return [
          await load("iframe", "src"), await load("script", "src"), await load("img", "src"),
          await fetch(${JSON.stringify(address)}).then(() => "fetch done", () => "fetch accessBlock"),
          String(typeof chrome.runtime?.sendMessage),
        ];
      })()`);
      expect([address, ...loaded]).toEqual([
        address,
        "iframe accessBlock",
        "script accessBlock",
        "img accessBlock",
        "fetch accessBlock",
        "undefined",
      ]);
    }
    for (const frame of site.frames()) expect(await frame.locator("#app").count()).toBe(0);
    for (const address of PAGES.map(addressOf)) {
      await site.goto(emulator.controlUrl);
      // With a person's click, which lets a site open windows.
      await site.evaluate(`document.body.addEventListener("click", () => {
        window.open(${JSON.stringify(address)});
        location.href = ${JSON.stringify(address)};
      }, { once: true })`);
      const opening = hookswitch.context.waitForEvent("page");
      await site.locator("body").click({ position: { x: 1, y: 1 } });
      const opened = await opening;
      await eventually(() => site.url()).not.toBe(emulator.controlUrl);
      await opened.waitForLoadState();
      expect([opened.url(), await opened.locator("#app").count()]).toEqual([
        expect.not.stringContaining(address),
        0,
      ]);
      await opened.close();
      expect(await site.locator("#app").count()).toBe(0);
    }
    await silence;
    expect(await choices(hookswitch)).toEqual(before);
    expect(await badge(hookswitch.keeper)).toMatchObject({ text: "SIP" });
  });

  test("reaches nothing through another extension's script in it", async ({ launch, emulator }) => {
    const other = writeBareExtension({
      manifest: { content_scripts: [{ matches: ["http://127.0.0.1/*"], js: ["content.js"] }] },
      files: { "content.js": tellFromContentScript(idOfUnpacked(DIST)) },
    });
    const both = [DIST, other.directory].join(",");
    try {
      const handle = await launch({
        extraArgs: [`--load-extension=${both}`, `--disable-extensions-except=${both}`],
      });
      await setUp(handle);
      await waitForBadge(handle, "SIP");
      const before = await choices(handle);
      const from = emulator.requests.length;
      const site = await handle.context.newPage();
      await site.goto(emulator.controlUrl);
      await eventually(() => site.locator("html").getAttribute("data-answers")).toMatch(
        /^(?:refused ){4}refused$/,
      );
      expect(emulator.requests.slice(from).filter(({ method }) => method === "PUT")).toEqual([]);
      expect(await choices(handle)).toEqual(before);
    } finally {
      other.remove();
    }
  });
});

describe("a page of ours", () => {
  test("does nothing more for what stands behind its address", async ({ hookswitch, emulator }) => {
    await setUp(hookswitch);
    await waitForBadge(hookswitch, "SIP");
    const before = await choices(hookswitch);
    for (const file of PAGES) {
      for (const behind of ["?press=phone&type=sign-out&ring=phone#softphone", "#/sign-out?now=1"]) {
        const page = await openOurs(hookswitch, file + behind);
        await page.close();
      }
    }
    // What a page asked for has been done by the time that a later popup's read has ended.
    await openPopupRead(hookswitch, emulator);
    expect(puts(emulator)).toEqual([]);
    expect(await choices(hookswitch)).toEqual(before);
  });
});

/** Markup that would run a script, or make an element, wherever it were taken for HTML. */
const MARKUP = `<img src=x onerror="globalThis.ran=1"><svg onload=globalThis.ran=1></svg>"'><b>bold</b>{{7*7}}`;

/** What a page made of markup: how often it ran, the elements that we do not make, and whether it stands there as text. */
async function madeOf(page: Page): Promise<{ ran: number; elements: number; text: string }> {
  return await page.evaluate(() => ({
    ran: (globalThis as { ran?: number }).ran ?? 0,
    elements: document.querySelectorAll("img, b, script:not([src]), [onload], [onerror]").length,
    text: document.body.innerText,
  }));
}

async function expectText(page: Page): Promise<void> {
  await eventually(async () => (await madeOf(page)).text).toContain(MARKUP);
  expect(await madeOf(page)).toMatchObject({ ran: 0, elements: 0 });
}

describe("markup from the server is text", () => {
  test("in CCM's names, finds, numbers and errors", async ({ hookswitch, emulator }) => {
    const user = emulator.store.ccmUser();
    user.firstName = MARKUP;
    for (const device of user.devices) device.name = MARKUP;
    const options = await hookswitch.openOptions();
    await enterCcm(options, { userId: "" });
    await findMe(options, DEMO.ccm.sharedEmail);
    await options.getByText("usr_farid").first().waitFor();
    for (const id of DEMO.ccm.sharedEmailUserIds) emulator.store.ccmUser(id).firstName = MARKUP;
    await findMe(options, DEMO.ccm.sharedEmail);
    await expectText(options);
    await options.close();

    await setUpCcm(hookswitch);
    await waitForBadge(hookswitch, "TEL");
    const popup = await openPopupRead(hookswitch, emulator);
    await expectText(popup);
    const error_data = { code: MARKUP, description: MARKUP, message: MARKUP };
    const response = { code: 400, error_data, status: "failure", data: null };
    const json = { request_id: MARKUP, method: "PUT", http_code: 400, response };
    for (const device of user.devices) device.name = "plain";
    emulator.faults.once({ kind: "status", status: 400, json }, { method: "PUT" });
    await press(softphoneSwitch(popup));
    await untilSwitched(hookswitch);
    await eventually(() => alertText(popup)).toContain(MARKUP);
    await expectText(popup);
    const number = await hookswitch.openOptions();
    emulator.faults.once({ kind: "status", status: 400, json }, { method: "PUT" });
    await number.getByLabel("New phone number").fill("+919176220002");
    await number.getByRole("button", { name: "Change number" }).click();
    await number.getByRole("button", { name: "Change it" }).click();
    await eventually(() => alertText(number)).toContain(MARKUP);
    await expectText(number);
  });
});

describe("signed out", () => {
  /** Everything that makes Hookswitch read or write where it is signed in. */
  async function provoke(headed: Headed): Promise<void> {
    const popup = await headed.openPopup();
    await popup.getByRole("button", { name: "Set up" }).waitFor();
    await goOffline(headed);
    await goOnline(headed);
    await popup.evaluate("dispatchEvent(new Event('online'))");
    const options = await headed.openOptions();
    await options.getByRole("heading").first().waitFor();
    await options.evaluate(`(async () => {
      for (const command of ${JSON.stringify(COMMANDS)}) await chrome.runtime.sendMessage(command);
    })()`);
    await popup.close();
    await options.close();
    await stopWorker(headed);
    await startWorker(headed);
    await stopWorker(headed);
    await headed.keeper.evaluate("chrome.alarms.create('wake', { when: Date.now() })");
    await eventually(() => alarms(headed)).toEqual([]);
    await stopWorker(headed);
    await headed.pressKeys("alt+shift+s");
    await waitForWorkerRunning(headed);
    await headed.pressKeys("alt+shift+h");
    await eventually(() => headed.popupIsOpen()).toBe(true);
    await headed.closePopup();
  }

  test("nothing asks for anything, and signed in nothing asks any other than Exotel", async ({
    emulator,
  }) => {
    const log = netLog();
    const headed = await launchHeaded({ emulator, extraArgs: [log.arg] });
    try {
      let asked = 0;
      for (const round of ["installed", "signed out"]) {
        await provoke(headed);
        await expectSilence(emulator);
        expect([round, emulator.requests.length]).toEqual([round, asked]);
        // The key's refusal is shown for some seconds.
        await waitForBadge(headed, "");
        if (round === "signed out") break;
        await setUp(headed);
        await waitForBadge(headed, "SIP");
        const popup = await openPopupRead(headed, emulator);
        await softphoneSwitch(popup).click();
        await waitForBadge(headed, "TEL");
        await untilSwitched(headed);
        await popup.close();
        const options = await headed.openOptions();
        await options.getByRole("button", { name: "Sign out" }).click();
        await options.getByRole("status").filter({ hasText: "Signed out" }).waitFor();
        await options.close();
        asked = emulator.requests.length;
      }
      await headed.close();
      const urls = log
        .urlsOf(`chrome-extension://${headed.extensionId}`)
        .filter((url) => /^(http|ws)/.test(url));
      expect(urls.length).toBeGreaterThan(3);
      expect(urls.map((url) => new URL(url).host).filter((host) => host !== HOSTS.integrations)).toEqual([]);
      expect(urls.length).toBe(asked);
      expect(urls.join()).not.toContain(DEMO.integrations.token);
    } finally {
      await headed.close();
      log.remove();
    }
  });
});
