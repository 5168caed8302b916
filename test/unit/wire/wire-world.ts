import { vi } from "vitest";
import type { Platform } from "../../../src/agent/platform.ts";
import type { Command, Reply } from "../../../src/browser/commands.ts";
import type { Account } from "../../../src/core/account.ts";
import type { Api } from "../../../src/core/api-rules.ts";
import type { Credentials } from "../../../src/core/credentials.ts";
import type { Explanation } from "../../../src/core/notice.ts";
import type { Press } from "../../../src/core/switching/press.ts";
import { findUsers } from "../../../src/exotel/ccm/find-users.ts";
import { connect } from "../../../src/exotel/connect.ts";
import { Popup } from "../../../src/popup/popup.tsx";
import { NOTHING_ASKED, type PopupActions } from "../../../src/popup/popup-state.ts";
import { DEMO } from "../../emulator/store.ts";
import { sentenceOf } from "../../wire-faults/row.ts";
import { english } from "../english.ts";
import { elements, type Rendered, rendered, textOf } from "../rendered.ts";
import { World } from "../world.ts";
import { createEmulatedWire, type EmulatedWire } from "./emulated-wire.ts";

/** Whose devices are looked at, and what with. */
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
  // As the options page asks for it: that the newer contract does not know the agent is found out.
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

/** What an agent sees in the popup. */
export interface PopupView {
  readonly sentence: string;
  /** What is wrong, without what to do about it; each alert by itself. */
  readonly problems: readonly string[];
  /** All that the alerts say, on one line. */
  readonly alerts: string;
  /** As "PSTN phone: on, locked". */
  readonly switches: readonly string[];
  /** All that can be read. */
  readonly text: string;
}

const IDLE: PopupActions = {
  check() {},
  press() {},
  choose() {},
  signIn() {},
  forAWhile() {},
  endForAWhile() {},
  endPause() {},
  retry() {},
  toggle() {},
  openSoftphone() {},
  unmute() {},
  watch() {},
  answer() {},
  explain() {},
  dismiss() {},
};
/** Longer than a page waits for a reply, s. */
const PATIENCE = 60;

/** The world with the product's own clients of Exotel's APIs in it, at the other end of an emulated wire; and a popup. */
export class WireWorld extends World {
  readonly wire: EmulatedWire = createEmulatedWire(() => this.now);
  /** Why the last press in the popup was not taken. */
  private refusal: Explanation | null = null;
  private lastPress: Press | null = null;
  private checkFailed = false;

  override platform(): Platform {
    const network = { fetch: this.wire.fetch, now: () => this.now };
    return {
      ...super.platform(),
      connect: (account, credentials, budget) => connect(account, credentials, { ...network, ...budget }),
      find: (office, credentials, lookup, budget) =>
        findUsers(office, credentials, lookup, { ...network, ...budget }),
    };
  }

  /** Hands credentials over as the options page does. */
  stage(credentials: Credentials): void {
    this.session.set("vault.staged", credentials);
  }

  /** A page asks for something: time passes until the reply is there. */
  async ask(command: Command): Promise<Reply> {
    let reply: Reply | null = null;
    const asked = this.agent.command(command).then((given) => {
      reply = given;
    });
    await Promise.race([asked, this.settle()]);
    for (let waited = 0; reply === null && waited < PATIENCE; waited += 1) await this.pass(1_000);
    if (reply === null) throw new Error(`no reply to ${command.type}`);
    return reply;
  }

  /** A press or a check in the popup. */
  async press(command: Extract<Command, { type: "switch" | "refresh" | "dismiss-notice" }>): Promise<void> {
    const reply = await this.ask(command);
    this.refusal = reply.ok ? null : reply;
    this.lastPress = command.type === "switch" ? command.press : null;
    this.checkFailed = command.type === "refresh";
    await this.settle();
  }

  /** Time passes until no switch is under way, and none is to be tried again. */
  async untilSwitched(): Promise<void> {
    for (let waited = 0; this.items.journal !== null && waited < PATIENCE; waited += 1)
      await this.pass(1_000);
    if (this.items.journal !== null) throw new Error("the switch does not end");
  }

  /** The popup as it is now. */
  popup(): PopupView {
    const { items, now, refusal, lastPress, checkFailed } = this;
    const state = { ...NOTHING_ASKED, refusal, lastPress, checkFailed };
    const page = rendered(Popup({ items, state, actions: IDLE, shortcuts: [], now, painted: true }));
    const ofClass = (name: string) => elements(page, ({ props }) => props.class === name);
    const ofRole = (role: string) => elements(page, ({ props }) => props.role === role);
    return {
      sentence: sentenceOf(ofClass("hero-title").map(words).join(), ofClass("hero-why").map(words).join()),
      problems: ofClass("alert-problem").map(words),
      alerts: ofRole("alert").map(words).join(" "),
      switches: ofRole("switch").map(({ props }) => {
        const marks = [props["aria-busy"] && "pending", props["aria-disabled"] && "locked"].filter(Boolean);
        return `${props["aria-label"]}: ${[props["aria-checked"] ? "on" : "off", ...marks].join(", ")}`;
      }),
      text: textOf(page),
    };
  }
}

/** An element's words on one line. */
function words(one: Rendered): string {
  return textOf([one]).replace(/\s+/g, " ").trim();
}

/** A world in which the demo agent of the API is signed in and the first read is done. */
export async function signedInWireWorld(api: Api, login: Login = LOGINS[api]): Promise<WireWorld> {
  const world = new WireWorld(api);
  // By the world's clock: an answer that never comes is waited for until the request's own limit.
  vi.spyOn(AbortSignal, "timeout").mockImplementation((ms) => {
    const ended = new AbortController();
    const end = () => ended.abort(new DOMException("timed out", "TimeoutError"));
    world.timers.push({ at: world.now + ms, callBack: end, worker: 0 });
    return ended.signal;
  });
  world.start();
  world.stage(login.credentials);
  const reply = await world.ask({ type: "connect", account: login.account, keepSignedIn: true });
  if (!reply.ok) throw new Error(`not connected: ${english(reply.problem)}`);
  await world.settle();
  return world;
}
