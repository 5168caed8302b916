import { createServer } from "node:http";
import type { Page } from "playwright-core";
import type { Browser } from "webextension-polyfill";
import { listeningPort } from "../../emulator/http.ts";
import type { Headed } from "./keys.ts";
import type { Hookswitch } from "./launch.ts";
import { until } from "./wait.ts";

declare const chrome: Browser;

const PICTURE = "/picture";

/** A web site that stands for the softphone's: its page does nothing. */
export interface SoftphoneSite {
  /** With the query `?back`, it takes half a second to load. */
  readonly page: string;
  /** A page of another site. */
  readonly elsewhere: string;
  close(): Promise<void>;
}

/** Serves the site on a free port of this machine. */
export async function startSoftphoneSite(): Promise<SoftphoneSite> {
  const server = createServer((request, response) => {
    // As long as a real page takes to load at least, so that it can be seen to load.
    if (request.url === PICTURE) return void setTimeout(() => response.writeHead(204).end(), 500);
    response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
    const picture = request.url?.endsWith("?back") ? `<img src="${PICTURE}" alt="">` : "";
    response.end(`<!doctype html><title>Softphone</title><p>A softphone.</p>${picture}`);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const port = listeningPort(server);
  return {
    page: `http://127.0.0.1:${port}/agent`,
    elsewhere: `http://localhost:${port}/`,
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** A tab of the browser, with the number that it has for extensions. */
export interface Tab {
  readonly page: Page;
  readonly id: number;
}

/** Opens an address in a new tab in front. */
export async function openTab(handle: Hookswitch, address: string): Promise<Tab> {
  const page = await handle.context.newPage();
  await page.goto(address);
  await page.bringToFront();
  const [front] = await handle.keeper.evaluate(() =>
    chrome.tabs.query({ active: true, lastFocusedWindow: true }),
  );
  if (front?.id === undefined) throw new Error("The browser shows no tab in front");
  return { page, id: front.id };
}

/** Opens the real popup over a tab by its key, so that the browser shows Hookswitch the tab's address, and closes it again. */
export async function showAddress(handle: Headed, { page, id }: Tab): Promise<void> {
  await page.bringToFront();
  await handle.pressKeys("alt+shift+h");
  await until("the popup to open", () => handle.popupIsOpen());
  await until("the browser to show the tab's address", () =>
    handle.keeper.evaluate(async (id) => (await chrome.tabs.get(id)).url !== undefined, id),
  );
  await handle.closePopup();
}

/** The address of a page that stands for the agent's softphone. */
export const SOFTPHONE_PAGE = "https://softphone.example/agent";

/** That page's site, as a match pattern. */
export const SOFTPHONE_SITE = "https://softphone.example/*";

/** Answers for that page's site. */
export async function serveSoftphonePage({ context }: Hookswitch): Promise<void> {
  await context.route(`${SOFTPHONE_PAGE}**`, (route) =>
    route.fulfill({ contentType: "text/html", body: "<!doctype html><title>Softphone</title>" }),
  );
}

/** Opens that page in a tab behind the others, and returns the tab's number. */
export async function openSoftphonePage(handle: Hookswitch): Promise<number> {
  await serveSoftphonePage(handle);
  const opened = handle.context.waitForEvent("page");
  const tab = await handle.keeper.evaluate<number>(
    `chrome.tabs.create({ url: "about:blank", active: false }).then(({ id }) => id)`,
  );
  // Opened with this address, the tab would ask for it before anybody answers for the site.
  await (await opened).goto(SOFTPHONE_PAGE);
  return tab;
}

/** Opens that page in a tab behind the others, has Hookswitch watch it, and returns the tab's number. */
export async function watchSoftphonePage(handle: Hookswitch): Promise<number> {
  const tab = await openSoftphonePage(handle);
  const command = { type: "watch-tab", tab, address: SOFTPHONE_PAGE };
  await handle.keeper.evaluate(`chrome.runtime.sendMessage(${JSON.stringify(command)})`);
  return tab;
}
