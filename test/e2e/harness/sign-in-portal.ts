import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { createServer } from "node:https";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { makeCertificate } from "../../emulator/certificate.ts";
import { DEMO, type Emulator } from "../../emulator/emulator.ts";
import { listeningPort } from "../../emulator/http.ts";
import { idOfUnpacked } from "./extension-id.ts";
import { DIST, type Reachable } from "./launch.ts";
import { until } from "./wait.ts";

const FOLDER = resolve(import.meta.dirname, "../../../examples/sign-in-portal");
const HOST = "sign-in.example.com";

/** The person who signs in, as the organisation knows them. */
export const PERSON = "asha.rao@example.com";

/** The example portal, behind a web server with TLS, and an OpenID provider: all on loopback. */
export interface SignInPortal extends Reachable {
  readonly host: string;
  /** For the policy. */
  readonly signInUrl: string;
  /** How often somebody has opened `signInUrl`, and how often a device call was asked of the portal. */
  count(route: "/sign-in" | "devices"): number;
  /** Whether the web server closes every connection at once. */
  setDown(isDown: boolean): void;
  /** Says who is which of Exotel's users. */
  setUsers(users: Readonly<Record<string, string>>): void;
  close(): Promise<void>;
}

/**
 * Starts the portal for Exotel's emulator and the demo agent.
 *
 * @param handOut what it hands out (its README)
 * @param env what its environment has besides, such as a clock
 * @throws Error when its packages are not installed, or it does not start
 */
export async function startSignInPortal(
  emulator: Emulator,
  handOut: "proxy-token" | "app-token",
  env: Readonly<Record<string, string>> = {},
): Promise<SignInPortal> {
  const folder = mkdtempSync(join(tmpdir(), "hookswitch-portal-"));
  const usersFile = join(folder, "users.json");
  const setUsers: SignInPortal["setUsers"] = (users) => writeFileSync(usersFile, JSON.stringify(users));
  const { customerId, appId, appSecret, userId } = DEMO.integrations;
  setUsers({ [PERSON]: userId });
  const child = spawn(process.execPath, ["--import", "tsx", "test/local/start-portal.ts"], {
    cwd: FOLDER,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      PATH: process.env.PATH,
      ...env,
      HAND_OUT: handOut,
      PUBLIC_URL: `https://${HOST}`,
      EXTENSION_IDS: idOfUnpacked(DIST),
      PORTAL_SECRET: "demo-portal-secret-of-32-characters",
      USERS_FILE: usersFile,
      EXOTEL_CUSTOMER_ID: customerId,
      EXOTEL_APP_ID: appId,
      EXOTEL_APP_SECRET: appSecret,
      EXOTEL_PORT: String(emulator.port),
      EXOTEL_CERTIFICATE: emulator.certificate,
    },
  });
  let said = "";
  let address: string | undefined;
  child.stderr.on("data", (data) => (said += String(data)));
  createInterface({ input: child.stdout }).on("line", (line) => {
    // The provider has words of its own.
    if (!line.startsWith("{")) return;
    const entry = JSON.parse(line) as { event: string; address?: string };
    if (entry.event === "listening") address = entry.address;
  });
  const portal = await until(
    () => `the portal to listen. It said: ${said}`,
    () => {
      if (child.exitCode !== null) throw new Error(`The portal has ended. It said: ${said}`);
      return address;
    },
  );

  const counts = { "/sign-in": 0, devices: 0 };
  let isDown = false;
  const { cert, key } = await makeCertificate();
  const server = createServer({ cert, key }, (incoming, response) => {
    if (isDown) return void incoming.socket.destroy();
    const { url = "", method, headers } = incoming;
    if (url.startsWith("/sign-in?")) counts["/sign-in"] += 1;
    if (url.endsWith("/devices")) counts.devices += 1;
    const passedOn = request(`${portal}${url}`, { method, headers, agent: false }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    passedOn.on("error", () => response.destroy());
    incoming.pipe(passedOn);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    host: HOST,
    signInUrl: `https://${HOST}/sign-in`,
    resolverRules: `${emulator.resolverRules}, MAP ${HOST}:443 127.0.0.1:${listeningPort(server)}`,
    count: (route) => counts[route],
    setDown(down) {
      isDown = down;
      server.closeAllConnections();
    },
    setUsers,
    async close() {
      server.closeAllConnections();
      await new Promise<void>((closed) => server.close(() => closed()));
      if (child.exitCode === null) {
        const ended = new Promise((resolve) => child.once("close", resolve));
        child.kill();
        await ended;
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
