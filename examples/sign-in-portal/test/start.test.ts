import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { Browser } from "./local/browser.ts";
import { DEMO, startExotel } from "./local/exotel.ts";
import { CLIENT, startProvider } from "./local/provider.ts";
import {
  AGENT,
  DEVICES,
  EXTENSION_ID,
  INTEGRATIONS_CORE,
  PORTAL,
  REDIRECT_URI,
  SECRETS,
} from "./local/world.ts";

const MAIN = fileURLToPath(new URL("../src/main.ts", import.meta.url));
const TSX = import.meta.resolve("tsx");

/** Starts the portal as `npm start` does, in another folder, whose `.env` it reads. */
function start(folder: string): {
  child: ChildProcess;
  output: () => string;
  printed(words: RegExp): Promise<string>;
} {
  const child = spawn(process.execPath, ["--import", TSX, MAIN], {
    cwd: folder,
    env: { PATH: process.env.PATH },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (output += String(data)));
  return {
    child,
    output: () => output,
    printed: (words) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const [, found] = words.exec(output) ?? [];
          if (found !== undefined) resolve(found);
        };
        child.stdout.on("data", look);
        child.once("close", () => reject(new Error(`ended without a word of ${words}: ${output}`)));
      }),
  };
}

const SETTINGS = {
  ...INTEGRATIONS_CORE,
  PUBLIC_URL: PORTAL,
  PORT: "0",
  EXTENSION_IDS: EXTENSION_ID,
  PORTAL_SECRET: SECRETS.portal,
  OIDC_CLIENT_ID: CLIENT.id,
  OIDC_CLIENT_SECRET: CLIENT.secret,
};

/** A folder with settings for the process. */
async function folderWith(settings: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "portal-"));
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`);
  await writeFile(join(folder, ".env"), lines.join(""));
  await writeFile(join(folder, "users.json"), JSON.stringify({ [AGENT]: DEMO.integrations.userId }));
  return folder;
}

describe("the process", () => {
  it("signs in, passes on both calls and ends when it is told to", async () => {
    const { emulator, fetch: exotelFetch } = await startExotel(Date.now);
    const organisation = await startProvider({ callback: `${PORTAL}/callback` });
    // The process's own `fetch` knows no emulator under Exotel's name: this one passes on to it.
    const exotel = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const answer = await exotelFetch(`https://integrationscore.mum1.exotel.com${request.url}`, {
        method: request.method ?? "",
        headers: {
          authorization: request.headers.authorization ?? "",
          "content-type": request.headers["content-type"] ?? "",
        },
        ...(chunks.length > 0 && { body: Buffer.concat(chunks) }),
      });
      response.writeHead(answer.status, { "content-type": "application/json" }).end(await answer.text());
    }).listen(0, "127.0.0.1");
    await once(exotel, "listening");
    const folder = await folderWith({
      ...SETTINGS,
      EXOTEL_URL: `http://127.0.0.1:${(exotel.address() as AddressInfo).port}`,
      OIDC_ISSUER: organisation.issuer,
    });
    const { child, output, printed } = start(folder);
    try {
      const address = await printed(/listens at (\S+),/);
      assert.equal(await (await fetch(`${address}/health`)).text(), "ok\n");

      const browser = new Browser(new Map([[PORTAL, address]]));
      const asked = new URLSearchParams({ redirect_uri: REDIRECT_URI, state: "s", client: "hookswitch" });
      const page = await browser.open(`${PORTAL}/sign-in?${asked}`);
      const { url } = await browser.open(page.url, new URLSearchParams({ login: AGENT }));
      const token = new URLSearchParams(url.hash.slice(1)).get("app_token") ?? "";
      const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };

      const switched = await fetch(address + DEVICES, { method: "PUT", headers, body: '{"phone":false}' });
      assert.equal(switched.status, 200);
      assert.equal(emulator.store.agent().phone?.enabled, false);
      const read = (await (await fetch(address + DEVICES, { headers })).json()) as {
        data: { user_id: string };
      };
      assert.equal(read.data.user_id, DEMO.integrations.userId);

      child.kill("SIGTERM");
      assert.deepEqual(await once(child, "close"), [0, null]);
      for (const secret of [token, ...Object.values(SECRETS), CLIENT.secret])
        assert.ok(!output().includes(secret));
    } finally {
      child.kill("SIGKILL");
      exotel.close();
      organisation.close();
      await emulator.close();
      await rm(folder, { recursive: true });
    }
  });

  for (const [what, settings, words] of [
    ["its settings, and says which", {}, /PUBLIC_URL is missing[\s\S]*PORTAL_SECRET is missing/],
    [
      "its provider, and says why",
      { ...SETTINGS, OIDC_ISSUER: "http://127.0.0.1:2" },
      /fetch failed \(ECONNREFUSED\)/,
    ],
  ] as const) {
    it(`does not start without ${what}`, async () => {
      const folder = await folderWith(settings);
      const { child, output } = start(folder);
      const [code] = (await once(child, "close")) as [number];
      await rm(folder, { recursive: true });
      assert.equal(code, 1);
      assert.match(output(), words);
    });
  }
});
