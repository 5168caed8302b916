import { setMaxListeners } from "node:events";
import { vi } from "vitest";
import type { Platform } from "../../../src/agent/platform.ts";
import type { Command, Reply } from "../../../src/browser/commands.ts";
import { browser } from "../../../src/browser/extension.ts";
import type { Account } from "../../../src/core/account.ts";
import type { Api } from "../../../src/core/api-rules.ts";
import type { Credentials } from "../../../src/core/credentials.ts";
import type { Settings } from "../../../src/core/settings.ts";
import { findUsers } from "../../../src/exotel/ccm/find-users.ts";
import { connect } from "../../../src/exotel/connect.ts";
import { DEMO } from "../../emulator/store.ts";
import { english } from "../english.ts";
import { World } from "../world.ts";
import { createEmulatedWire, type EmulatedWire } from "./emulated-wire.ts";
import { WirePopup } from "./wire-popup.ts";

/** An account, and the credentials for it. */
interface Login {
  readonly account: Account;
  readonly credentials: Credentials;
}

const { customerId, appId, userId, token } = DEMO.integrations;
const { region, sid, apiKey, apiToken, userId: ccmUserId } = DEMO.ccm;
const { older } = DEMO;

/** The demo agents. */
export const LOGINS: Readonly<Record<Api, Login>> = {
  "integrations-core": {
    account: { api: "integrations-core", customerId, appId, userId },
    credentials: { api: "integrations-core", appToken: token },
  },
  // As the options page enters it: the worker finds out that only the older contract knows the agent.
  usermapping: {
    account: {
      api: "integrations-core",
      customerId: older.customerId,
      appId: older.appId,
      userId: older.userId,
    },
    credentials: { api: "integrations-core", appToken: older.token },
  },
  ccm: {
    account: { api: "ccm", region, accountSid: sid, userId: ccmUserId },
    credentials: { api: "ccm", apiKey, apiToken },
  },
};

/** Another one of the demo agents of the API. */
export function loginOf(api: Api, userId: string): Login {
  const { account, credentials } = LOGINS[api];
  return { account: { ...account, userId }, credentials };
}

/** What a refusal says, in English; empty where nothing is refused. */
export function refusalOf(reply: Reply): string {
  return reply.ok ? "" : english([...reply.problem, ...reply.remedy]);
}

/** Longer than a page waits for a reply, s. */
const PATIENCE = 60;

/** No worker has this number. */
const OUTSIDE = -1;

/** Ends all of a worker's requests and replies, however many there are. */
function newLife(): AbortController {
  const life = new AbortController();
  setMaxListeners(0, life.signal);
  return life;
}

/** The world with the product's own clients of Exotel's APIs in it, at the other end of an emulated wire; and a popup. */
export class WireWorld extends World {
  /** How far this machine's clock is ahead of the server's, ms. */
  aheadOfServer = 0;
  readonly wire: EmulatedWire = createEmulatedWire(
    () => this.now - this.aheadOfServer,
    (ms) => this.wait(ms),
  );
  /** A popup that was open before anything happened. */
  readonly popup = new WirePopup(this);
  /** Messages to the worker that have no reply yet. */
  private unanswered = 0;
  /** Ends with the worker. */
  private life = newLife();

  override platform(): Platform {
    const { worker } = this;
    const death = this.life.signal;
    const never = new Promise<never>(() => undefined);
    const network = {
      /** What a dead worker has asked for is still done, unless it was held when the worker died; but nobody hears of it. */
      fetch: async (input: RequestInfo | URL, init: RequestInit = {}) => {
        if (worker !== this.worker) return await never;
        if (!this.online || this.accessBlock !== null) throw new TypeError("Failed to fetch");
        const signal = AbortSignal.any([death, ...(init.signal ? [init.signal] : [])]);
        try {
          const answer = await this.wire.fetch(input, { ...init, signal });
          if (worker === this.worker) return answer;
        } catch (error) {
          if (worker === this.worker) throw error;
        }
        return await never;
      },
      now: () => this.now,
    };
    return {
      ...super.platform(),
      connect: (account, credentials, budget) => connect(account, credentials, { ...network, ...budget }),
      find: (office, credentials, lookup, budget) =>
        findUsers(office, credentials, lookup, { ...network, ...budget }),
    };
  }

  override die(): void {
    const outside = this.timers.filter(({ worker }) => worker === OUTSIDE);
    super.die();
    this.timers = outside;
    this.life.abort();
    this.life = newLife();
  }

  /** Time passes that does not end with the worker. */
  private wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.timers.push({ at: this.now + ms, callBack: resolve, worker: OUTSIDE });
    });
  }

  /** Hands credentials over as the options page does. */
  stage(credentials: Credentials): void {
    this.session.set("vault.staged", credentials);
  }

  /** A page's message. It starts a worker that is dead, and one that dies gives no reply. */
  async messageToWorker(command: Command): Promise<Reply | undefined> {
    if (this.dead) this.start();
    const { signal } = this.life;
    const death = new Promise<undefined>((resolve) => {
      signal.addEventListener("abort", () => resolve(undefined));
    });
    this.unanswered += 1;
    try {
      return await Promise.race([this.agent.command(command), death]);
    } finally {
      this.unanswered -= 1;
    }
  }

  /** A page asks for something, and time does not pass meanwhile: the reply is `undefined` until it is there. */
  post(command: Command): () => Reply | undefined {
    let reply: Reply | undefined;
    void this.messageToWorker(command).then((given) => {
      reply = given;
    });
    return () => reply;
  }

  /** A page asks for something: time passes until the reply is there. */
  async ask(command: Command): Promise<Reply> {
    const reply = this.post(command);
    await this.until(`a reply to ${command.type}`, () => reply() !== undefined);
    return reply() as Reply;
  }

  /** Connects as the options page does. */
  async connect({ account, credentials }: Login, keepSignedIn = true): Promise<Reply> {
    this.stage(credentials);
    return await this.ask({ type: "connect", account, keepSignedIn });
  }

  /** Changes settings as the options page does. */
  async choose(settings: Partial<Settings>): Promise<void> {
    const reply = await this.ask({ type: "change-settings", settings });
    if (!reply.ok) throw new Error(`not changed: ${refusalOf(reply)}`);
    await this.settle();
  }

  /** What the badge shows now and from now on, each change once. */
  badgesFromNow(): () => string[] {
    const from = Math.max(0, this.paints.length - 1);
    return () => {
      const texts = this.paints.slice(from).map(({ badge }) => badge.text);
      return texts.filter((text, index) => text !== texts[index - 1]);
    };
  }

  /** The requests since `from` as method, path and status. */
  requestLines(from = 0): string[] {
    return this.wire.requests.slice(from).map(({ method, path, status }) => `${method} ${path} ${status}`);
  }

  /** Everything that is stored but the credentials, and everything that is shown or was told. */
  everywhere(): string {
    const { local, session } = this.stored;
    const { vault: _disk, ...onDisk } = local;
    const { vault: _memory, ...inMemory } = session;
    const { popup, title, badge, history, notifications } = this;
    return JSON.stringify([onDisk, inMemory, popup.view().text, title, badge, history, notifications.log]);
  }

  /** Time passes, a second at a time, until it is so. */
  async until(what: string, isSo: () => boolean, seconds = PATIENCE): Promise<void> {
    await this.settle();
    for (let waited = 0; !isSo(); waited += 1) {
      if (waited === seconds) {
        const { badge, popup } = this;
        throw new Error(`waited ${seconds} s in vain for ${what}: “${badge.text}”, ${popup.view().text}`);
      }
      await this.pass(1_000);
    }
  }

  /** Time passes until every message is answered. */
  async untilAnswered(): Promise<void> {
    await this.until("replies", () => this.unanswered === 0);
  }

  /** Time passes until no switch is under way, and none is to be tried again. */
  async untilSwitched(): Promise<void> {
    await this.until("the switch to end", () => this.unanswered === 0 && this.items.journal === null);
  }
}

/** A world in which nobody is signed in yet. */
export function newWireWorld(api: Api): WireWorld {
  const world = new WireWorld(api);
  // By the world's clock, so that a request that is never answered ends at its own limit.
  vi.spyOn(AbortSignal, "timeout").mockImplementation((ms) => {
    const ended = new AbortController();
    const end = () => ended.abort(new DOMException("timed out", "TimeoutError"));
    world.timers.push({ at: world.now + ms, callBack: end, worker: 0 });
    return ended.signal;
  });
  vi.spyOn(browser.runtime, "sendMessage").mockImplementation((command) =>
    world.messageToWorker(command as Command),
  );
  world.start();
  return world;
}

/** A world in which the demo agent of the API is signed in and the first read is done. */
export async function signedInWireWorld(api: Api, login: Login = LOGINS[api]): Promise<WireWorld> {
  const world = newWireWorld(api);
  const reply = await world.connect(login);
  if (!reply.ok) throw new Error(`not connected: ${refusalOf(reply)}`);
  await world.settle();
  return world;
}
