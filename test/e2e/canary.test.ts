import { appendFileSync, cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import JSZip from "jszip";
import type { Locator, Page } from "playwright-core";
import { expect } from "vitest";
import { releaseFiles } from "../../scripts/package.ts";
import type { SoftphoneTab } from "../../src/core/softphone-tab/softphone-tab.ts";
import { DEMO, type Emulator } from "../emulator/emulator.ts";
import {
  alertText,
  eventually,
  openPopupRead,
  phoneSwitch,
  setUp,
  softphoneSwitch,
  stored,
  untilSwitched,
} from "./agent-view.ts";
import { everythingIn } from "./harness/everything-in.ts";
import { readManifest } from "./harness/extension-id.ts";
import { filesHolding } from "./harness/files.ts";
import { DIST, type Hookswitch } from "./harness/launch.ts";
import { netLog } from "./harness/net-log.ts";
import { test } from "./harness/notification-fixtures.ts";
import { connectedNote, enter, enterCcm, save } from "./harness/options-page.ts";
import { overhear } from "./harness/overhear.ts";
import { DEMO_SECRETS } from "./harness/secrets.ts";
import { allowSite } from "./harness/site-access.ts";
import { SOFTPHONE_PAGE } from "./harness/softphone-page.ts";
import { badge, waitForBadge } from "./harness/toolbar.ts";
import { startWorker } from "./harness/worker.ts";
import { storedHistory } from "./history-view.ts";

const ROOT = resolve(import.meta.dirname, "../..");

/** In every canary; no encoding but Base64 changes it. */
const MARK = "canary8f3b1c";
/** What the characters of a Base64 text may be, so that a percent-encoding changes the rest. */
const canary = (name: string) => `${MARK}/${name}+0=`;
const TOKEN = canary("token");
const KEY = canary("key");
const SIP_SECRET = canary("sip-secret");
const REFUSED = canary("refused");

const base64 = (text: string) => Buffer.from(text).toString("base64");

/** Each text that gives a credential away. */
const SECRETS = [
  MARK,
  ...[TOKEN, KEY, REFUSED, SIP_SECRET, `${KEY}:${TOKEN}`, `${KEY}:${REFUSED}`]
    .map(base64)
    // What stands around it changes the last characters.
    .map((text) => text.replace(/=*$/, "").slice(0, -2)),
];

interface Api {
  accept: (emulator: Emulator) => void;
  revoke: (emulator: Emulator) => void;
  /** Enters a credential that is not kept on the disk. */
  enter: (options: Page, token: string) => Promise<void>;
  /** The field that takes `REFUSED`. */
  field: string;
  /** What the badge says before and after the softphone is switched. */
  badges: readonly [before: string, after: string];
  /** The switch of the device that is off then. */
  other: (popup: Page) => Locator;
  /** What of the `Authorization` header a server may quote. */
  echoes: readonly string[];
  error: (words: string) => unknown;
  /** Of the devices that were shown. */
  addresses: readonly string[];
}

const basic = base64(`${KEY}:${TOKEN}`);

const APIS: readonly Api[] = [
  {
    accept: ({ store }) => void store.app().tokens.set(TOKEN, { expiresAt: null, revoked: false }),
    revoke: ({ store }) => void store.app().tokens.delete(TOKEN),
    enter: (options, token) => enter(options, { token, keepSignedIn: false }),
    field: "App token",
    badges: ["SIP", "TEL"],
    other: softphoneSwitch,
    echoes: [`Bearer ${TOKEN}`, encodeURIComponent(TOKEN), encodeURIComponent(TOKEN).toLowerCase()],
    error: (words) => ({ success: false, error: { message: words, code: words } }),
    // The number is an example in our own words too.
    addresses: [DEMO.integrations.sipUsername],
  },
  {
    // Its answers hold the softphone's password too.
    accept: ({ store }) => {
      const { appId, customerId } = DEMO.older;
      store.app(appId, customerId).tokens.set(TOKEN, { expiresAt: null, revoked: false });
      Object.assign(store.olderUser().sip ?? {}, { secret: SIP_SECRET });
    },
    revoke: ({ store }) => void store.app(DEMO.older.appId, DEMO.older.customerId).tokens.delete(TOKEN),
    enter: (options, token) => enter(options, { ...DEMO.older, token, keepSignedIn: false }),
    field: "App token",
    badges: ["TEL", "S?"],
    other: phoneSwitch,
    echoes: [TOKEN, encodeURIComponent(TOKEN), encodeURIComponent(TOKEN).toLowerCase()],
    error: (words) => ({ RequestId: words, Status: "Failed", Code: 400, Error: words, Data: null }),
    addresses: [DEMO.older.phoneNumber, DEMO.older.sipId],
  },
  {
    accept: ({ store }) =>
      void store.accounts.get(DEMO.ccm.sid)?.keys.set(KEY, { token: TOKEN, revoked: false, mayWrite: true }),
    revoke: ({ store }) => void store.accounts.get(DEMO.ccm.sid)?.keys.delete(KEY),
    enter: (options, apiToken) => enterCcm(options, { apiKey: KEY, apiToken, keepSignedIn: false }),
    field: "API token",
    badges: ["TEL", "S?"],
    other: phoneSwitch,
    echoes: [
      `Basic ${basic}`,
      encodeURIComponent(basic),
      `${KEY}:${TOKEN}`,
      encodeURIComponent(TOKEN).toLowerCase(),
    ],
    error: (words) => ({
      request_id: words,
      method: "GET",
      http_code: 400,
      response: {
        code: 400,
        error_data: { code: words, description: words, message: words },
        status: "failure",
      },
    }),
    addresses: [DEMO.ccm.phoneNumber, DEMO.ccm.sipUri],
  },
];

test("a credential is nowhere but in the vault and in the requests' header, on any API", async ({
  launch,
  emulator,
  notifications,
}) => {
  const profile = mkdtempSync(join(tmpdir(), "hookswitch-profile-"));
  const log = netLog();
  try {
    const handle = await launch({ profile, extraArgs: [log.arg] });
    const seen = await everythingHeard(handle);
    const check = await handle.context.newPage();
    await check.goto(handle.url("src/set-up-check/set-up-check.html"));
    await check.getByText("See what is copied").click();
    const diagnostics = check.getByRole("textbox", { name: "See what is copied" });
    await diagnostics.waitFor();
    const lookRound = async () => {
      const before = await diagnostics.inputValue();
      await check.getByRole("button", { name: "Copy diagnostics" }).click();
      await eventually(() => diagnostics.inputValue()).not.toBe(before);
      for (const page of handle.context.pages()) seen.push(await everythingIn(page));
      const { local, session } = await stored(handle);
      expect(JSON.stringify(local)).not.toContain(MARK);
      const { "vault.staged": _staged, "vault.credentials": _credentials, ...rest } = session;
      seen.push(JSON.stringify([local, rest, await storedHistory(handle), await badge(handle.keeper)]));
    };

    for (const api of APIS) {
      const options = await handle.openOptions();
      const from = emulator.requests.length;
      api.accept(emulator);
      await api.enter(options, TOKEN);
      await save(options);
      await connectedNote(options).waitFor();
      await waitForBadge(handle, api.badges[0]);
      const popup = await openPopupRead(handle, emulator);
      await lookRound();
      await softphoneSwitch(popup).click();
      await waitForBadge(handle, api.badges[1]);
      await untilSwitched(handle);
      await lookRound();
      await api.enter(options, REFUSED);
      await save(options);
      await eventually(() => alertText(options)).toContain("refused");
      // What an agent is typing is theirs; the page that comes after it does not know of it.
      await options.reload();
      await options.getByLabel(api.field).waitFor();
      await lookRound();

      const words = api.echoes.join(" and ");
      const json = api.error(words);
      const elsewhere = `https://${emulatorHost(emulator)}/${encodeURIComponent(words)}?token=${encodeURIComponent(words)}`;
      // Every failure is looked at in test/unit/wire/server-words.test.ts; here those that the browser itself has something to say of.
      const failures = [
        { fault: { kind: "status", status: 302, headers: { location: elsewhere } }, says: "another address" },
        { fault: { kind: "status", status: 404, json }, says: "Exotel said: “" },
      ] as const;
      for (const { fault, says } of failures) {
        emulator.faults.always(fault);
        await popup.getByRole("button", { name: "Check now" }).click();
        await eventually(() => alertText(popup)).toContain(says);
        await lookRound();
        emulator.faults.clear();
        await popup.getByRole("button", { name: "Check now" }).click();
        await eventually(() => alertText(popup)).toBe("");
      }
      emulator.faults.once({ kind: "status", status: 400, json }, { method: "PUT" });
      await api.other(popup).click();
      await untilSwitched(handle, popup);
      await eventually(() => alertText(popup)).toContain("…");
      await lookRound();
      // A switch that was not asked for in the popup, and fails, is told of in a notification.
      emulator.faults.always({ kind: "status", status: 400, json }, { method: "PUT" });
      const aWhile = { type: "for-a-while", press: { ring: "next" }, until: Date.now() + 600_000 };
      await handle.keeper.evaluate(`chrome.runtime.sendMessage(${JSON.stringify(aWhile)})`);
      await notifications.untilUp("A switch may have failed");
      await lookRound();
      emulator.faults.clear();
      emulator.faults.once({ kind: "status", status: 401, json });
      await popup.getByRole("button", { name: "Check now" }).click();
      await waitForBadge(handle, "KEY");
      await notifications.untilUp("Hookswitch cannot see your devices");
      await lookRound();
      // The canary was really in use, and lies where it may.
      expect(emulator.requests.slice(from).filter(({ status }) => status === 200).length).toBeGreaterThan(5);
      const { session } = await stored(handle);
      expect(JSON.stringify(session["vault.credentials"])).toContain(TOKEN);
      expect(JSON.stringify(session)).not.toContain(REFUSED);
      await popup.close();
      await signOut(options);
      await options.close();
      // The older contract finds an app by its token alone.
      api.revoke(emulator);
    }

    for (const event of notifications.events) seen.push(JSON.stringify(event));
    for (const { host, path, query, headers, body, method } of emulator.requests) {
      expect(headers.referer).toBeUndefined();
      seen.push(JSON.stringify({ host, path, query, headers, body, method }));
    }
    // The listeners do hear: pages' commands and the items' changes are among what was seen.
    for (const heard of [
      "Last decisions (",
      '"type":"connect"',
      '"takenAt"',
      '"kind":"observed"',
      "Exotel said: “",
    ]) {
      expect(seen.some((text) => text.includes(heard))).toBe(true);
    }

    await handle.close();
    const urls = log.urlsOf(`chrome-extension://${handle.extensionId}`);
    expect(urls.length).toBeGreaterThan(10);
    seen.push(...urls);
    for (const text of seen) {
      for (const secret of SECRETS) expect(around(text, secret)).toBe("");
    }
    const copied = seen.flatMap((text) => text.match(/^Hookswitch [\d.]+, 2[\s\S]*/m) ?? []);
    expect(copied.length).toBeGreaterThan(5);
    const addresses = APIS.flatMap((api) => api.addresses);
    for (const text of copied) for (const address of addresses) expect(around(text, address)).toBe("");
    expect(filesHolding(profile, SECRETS)).toEqual([]);
    // Nor do the devices lie on the disk: whom a call reached when is nobody's to read later.
    expect(filesHolding(profile, addresses)).toEqual([]);
    // The profile is what was looked at.
    expect(filesHolding(profile, [handle.extensionId]).length).toBeGreaterThan(0);
  } finally {
    log.remove();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
});

test("nothing of the softphone's page but the address without what may be secret is kept or shown, also where the page is asked", async ({
  headed,
  emulator,
}) => {
  const secret = `?token=${MARK}#${MARK}`;
  const html = `<!doctype html><title>${MARK}</title><meta name="description" content="${MARK}"><p id="${MARK}">${MARK}</p>`;
  const site = new URL("/*", SOFTPHONE_PAGE).href;
  await headed.context.route(/softphone\.example/, (route) =>
    route.fulfill({ contentType: "text/html", body: html }),
  );
  await setUp(headed);
  await waitForBadge(headed, "SIP");
  const heard = await everythingHeard(headed);
  const softphone = await headed.context.newPage();
  const seen: string[] = [];
  const lookRound = async () => {
    for (const page of headed.context.pages()) if (page !== softphone) seen.push(await everythingIn(page));
    seen.push(JSON.stringify([await stored(headed), await badge(headed.keeper)]));
  };

  await softphone.goto(SOFTPHONE_PAGE + secret);
  await softphone.bringToFront();
  await headed.pressKeys("alt+shift+h");
  await eventually(() => headed.popupIsOpen()).toBe(true);
  const tabLine = () => headed.inPopup<string>(`document.querySelector(".tab")?.innerText ?? ""`);
  await eventually(tabLine).toContain("Watch this tab");
  await headed.inPopup(`document.querySelector(".tab button").click()`);
  await eventually(tabLine).toContain("Tab open");
  seen.push(await headed.inPopup("document.title + document.documentElement.outerHTML"));
  await headed.closePopup();
  const options = await headed.openOptions();
  const field = options.getByLabel("Softphone page");
  await eventually(() => field.inputValue()).toBe(SOFTPHONE_PAGE);
  await lookRound();

  await allowSite(headed, site);
  await options.bringToFront();
  await options.getByRole("checkbox", { name: /^Ask the page/ }).check();
  const probes = async () => {
    const { session } = await stored(headed);
    return ((session.softphoneTabs ?? []) as SoftphoneTab[]).map(({ probe }) => probe);
  };
  await eventually(probes).toEqual([expect.objectContaining({ microphone: expect.any(String) })]);
  // Over an address with a user name, the browser shows none to a popup: it takes the permission.
  await softphone.goto(`${SOFTPHONE_PAGE.replace("//", `//${MARK}:${MARK}@`)}${secret}`);
  await eventually(probes).toEqual([expect.objectContaining({ microphone: expect.any(String) })]);
  await openPopupRead(headed, emulator);
  await lookRound();
  await headed.keeper.evaluate(`(async () => {
    const [{ id, url }] = await chrome.tabs.query({ url: "${site}" });
    await chrome.runtime.sendMessage({ type: "stop-watching" });
    await chrome.runtime.sendMessage({ type: "watch-tab", tab: id, address: url.replace("/agent", "") });
  })()`);
  await eventually(() => field.inputValue()).toBe(`${new URL(SOFTPHONE_PAGE).origin}/`);
  await lookRound();
  await softphone.close();
  await eventually(async () => (await badge(headed.keeper)).title).toContain("softphone's page");
  await lookRound();

  // The popup told the worker the address, and the listeners heard it; the worker keeps a part of it.
  const told = heard.filter((text) => text.startsWith('message: {"type":"watch-tab"'));
  expect(told.length).toBeGreaterThan(1);
  for (const text of told) expect(text).toContain(secret);
  expect(told.at(-1)).toContain(`${MARK}:${MARK}@`);
  seen.push(
    ...heard.filter((text) => !told.includes(text)),
    ...emulator.requests.map((entry) => JSON.stringify(entry)),
  );
  for (const text of seen) expect(around(text, MARK)).toBe("");
});

test.for([
  { how: "signing out", leave: signOut },
  { how: "no longer staying signed in", leave: unticked },
])(
  "a credential that was kept leaves no trace on the disk after $how",
  async ({ leave }, { hookswitch: handle, emulator }) => {
    emulator.store.app().tokens.set(TOKEN, { expiresAt: null, revoked: false });
    const onDisk = () => filesHolding(handle.profileDir, SECRETS);
    await setUp(handle, { token: TOKEN, keepSignedIn: true });
    await eventually(onDisk).not.toEqual([]);
    const before = (await stored(handle)).local;
    const options = await handle.openOptions();
    await leave(options);
    await eventually(onDisk).toEqual([]);
    if (leave === signOut) return;
    const { "vault.credentials": _credentials, ...kept } = before;
    expect((await stored(handle)).local).toMatchObject({ ...kept, pace: {}, keepSignedIn: false });
    await waitForBadge(handle, "SIP");
  },
);

/** Which of the texts a release gives away, and in which of its files, packed ones too: as they are or in Base64. */
async function givenAway(distDir: string, texts: readonly string[]): Promise<string[]> {
  const released = await releaseFiles(ROOT, distDir);
  expect([...released.keys()].map((name) => name.replace(/-[\d.]+(?=\.[a-z])/, ""))).toEqual([
    "hookswitch.zip",
    "hookswitch.cdx.json",
  ]);
  const files = new Map<string, Uint8Array>(released);
  for (const [name, content] of released) {
    if (!name.endsWith(".zip")) continue;
    const packed = Object.values((await JSZip.loadAsync(content)).files);
    expect(packed.length).toBeGreaterThan(5);
    for (const file of packed) files.set(file.name, await file.async("uint8array"));
  }
  const wanted = texts.flatMap((text) => [text, base64(text).replace(/=*$/, "").slice(0, -2)]);
  return [...files].flatMap(([name, content]) =>
    wanted
      .filter((text) => name.includes(text) || Buffer.from(content).includes(text))
      .map((text) => `${name}: ${text}`),
  );
}

test("no credential is in what is released, neither in the package nor in its bill of materials", async () => {
  expect(DEMO_SECRETS).toEqual(
    expect.arrayContaining([DEMO.integrations.token, DEMO.ccm.apiKey, DEMO.ccm.apiToken]),
  );
  const secrets = [...SECRETS, TOKEN, KEY, REFUSED, ...DEMO_SECRETS];
  expect(await givenAway(DIST, secrets)).toEqual([]);

  // It would be found, in any file.
  const folder = mkdtempSync(join(tmpdir(), "hookswitch-release-"));
  try {
    cpSync(DIST, folder, { recursive: true });
    appendFileSync(join(folder, "icons/icon-128.png"), TOKEN);
    appendFileSync(join(folder, "background.js"), `/* ${base64(DEMO.integrations.token)} */`);
    const found = (await givenAway(folder, secrets)).join();
    expect(found).toContain(`icons/icon-128.png: ${TOKEN}`);
    expect(found).toContain(`background.js: ${base64(DEMO.integrations.token).slice(0, 15)}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("there is no download that could hold a credential", async ({ hookswitch }) => {
  const { permissions, optional_permissions: optional } = readManifest(DIST);
  expect(permissions).not.toContain("downloads");
  expect(optional ?? []).not.toContain("downloads");
  expect(await hookswitch.keeper.evaluate("typeof chrome.downloads")).toBe("undefined");
});

async function signOut(options: Page): Promise<void> {
  await options.getByRole("button", { name: "Sign out" }).click();
  await options.getByRole("status").filter({ hasText: "Signed out" }).waitFor();
}

async function unticked(options: Page): Promise<void> {
  await options.getByLabel("Keep me signed in on this computer").uncheck();
  await save(options);
  await connectedNote(options).waitFor();
}

/** Where a text gives a secret away; empty where it does not. */
function around(text: string, secret: string): string {
  const at = text.indexOf(secret);
  return at < 0 ? "" : text.slice(Math.max(0, at - 100), at + secret.length + 100);
}

function emulatorHost({ port }: Emulator): string {
  return `127.0.0.1:${port}`;
}

/**
 * Collects what is written to any console, errors that nobody caught, every message between pages and worker, and every
 * change outside the vault.
 */
async function everythingHeard(handle: Hookswitch): Promise<string[]> {
  const seen: string[] = [];
  await startWorker(handle);
  await overhear(handle, (text) => seen.push(`heard: ${text}`));
  const listener = await handle.context.newPage();
  await listener.exposeFunction("tell", (text: string) => void seen.push(text));
  await listener.goto(handle.url("manifest.json"));
  await listener.evaluate(`
    chrome.runtime.onMessage.addListener((message) => { tell("message: " + JSON.stringify(message)); });
    chrome.storage.onChanged.addListener((changes, area) => {
      for (const [key, change] of Object.entries(changes)) {
        if (!["vault.staged", "vault.credentials"].includes(key)) tell(area + " " + key + ": " + JSON.stringify(change));
      }
    });
  `);
  const worker = handle.context.serviceWorkers()[0];
  await listener.evaluate("console.log('heard')");
  await worker?.evaluate("console.log('heard in the worker')");
  await worker?.evaluate("void setTimeout(() => { throw new Error('thrown in the worker'); })");
  await listener.evaluate("void setTimeout(() => { throw new Error('thrown'); })");
  for (const said of [
    "heard: heard",
    "heard: heard in the worker",
    "Error: thrown",
    "thrown in the worker",
  ]) {
    await eventually(() => seen.some((text) => text.includes(said))).toBe(true);
  }
  return seen;
}
