import type { Command, Reply } from "../browser/commands.ts";
import { type Account, sameAccount } from "../core/account.ts";
import { message } from "../core/message.ts";
import type { Presence } from "../core/polling/pace.ts";
import { asSettings } from "../core/settings.ts";
import type { Ring } from "../core/switching/press.ts";
import { createHostAccess } from "./access.ts";
import { createAccountChanges, NOT_STORED } from "./account.ts";
import { createAttempts } from "./attempts.ts";
import { createKeepAlive } from "./keep-alive.ts";
import { createKeys } from "./keys.ts";
import { createLane } from "./lane.ts";
import { createPacer } from "./pacer.ts";
import { changeNumber } from "./phone-number.ts";
import type { Platform } from "./platform.ts";
import { createPresence } from "./presence.ts";
import { createPress } from "./press.ts";
import { createReader } from "./reading.ts";
import { createRefresh } from "./refresh.ts";
import { createState } from "./state.ts";
import { createSwitch } from "./switching.ts";
import { createToolbar } from "./toolbar.ts";
import { createVault } from "./vault.ts";
import { createWakeUps } from "./wake-ups.ts";

/** The background's work: one function for each thing that can happen. */
export interface Agent {
  /** Ends when the worker has resumed its work: the state is there, and what was due is under way. */
  readonly started: Promise<void>;
  /** The alarm has rung, or a timer in its place. */
  wake(): Promise<void>;
  /**
   * Somebody has come back to the machine, or has left or locked it (`chrome.idle`). With somebody there again the status
   * is worth reading at once. Any other change is a chance to do what an alarm is late for: one that goes by a clock
   * that was set back.
   */
  presenceChanged(presence: Presence): Promise<void>;
  /** A keyboard shortcut of the manifest, pressed or held. */
  key(name: string): Promise<void>;
  /** A page of ours asks for something. */
  command(command: Command): Promise<Reply>;
  /** The browser withholds hosts from now on: what was known is worth nothing from this moment. */
  accessLost(): Promise<void>;
  /** The browser gives hosts back. */
  accessGiven(): Promise<void>;
  /** The administrator may have changed what is allowed. */
  obeyPolicy(): Promise<void>;
  /** Whether there is an account; asked after the installation. */
  isSetUp(): Promise<boolean>;
}

const KEYS: Readonly<Record<string, Ring | "next">> = {
  "switch-device": "next",
  "phone-only": "phone",
  "softphone-only": "softphone",
  "both-devices": "both",
};

const NUMBER_OF_ANOTHER: Reply = {
  ok: false,
  problem: [message("accountChangedNumberNot")],
  remedy: [message("lookAndRetry")],
};

/** Builds the agent's service and starts it. Throws nothing; must be called in the worker's first turn. */
export function createAgent(platform: Platform): Agent {
  const state = createState(platform);
  const toolbar = createToolbar(platform);
  state.watch(toolbar.paint);
  state.watch(createKeepAlive(platform));
  state.watchUnreadable(() => {
    toolbar.showUnreadable();
    platform.ensureAlarm(platform.now()).catch(() => undefined);
  });
  const pacer = createPacer(platform, state);
  const attempts = createAttempts(platform.now, state, pacer);
  const vault = createVault(platform, pacer, attempts);
  const wakeUps = createWakeUps(
    platform,
    state,
    pacer,
    () => void wake(),
    () => void refresh.forAgent(),
  );
  const reader = createReader(platform, state, vault, pacer, wakeUps);
  const lane = createLane();
  const switches = createSwitch(platform, state, vault, reader, wakeUps, lane, toolbar.showRefusal);
  const press = createPress(platform, state, reader, switches, toolbar.showRefusal);
  const refresh = createRefresh(platform, state, reader, switches);
  const presence = createPresence(platform, state, pacer, reader, wakeUps);
  const access = createHostAccess(platform, state, reader, switches, refresh);
  const accounts = createAccountChanges(
    platform,
    state,
    vault,
    pacer,
    attempts,
    reader,
    switches,
    lane,
    access,
  );

  async function start(): Promise<void> {
    await state.loaded;
    const { account, status } = state.items;
    if (account === null) return;
    if (switches.isDue()) return switches.resume();
    const neverAsked = status.reading === null && status.failure === null && status.credentials === "present";
    // After the browser's restart nothing is known, and an open switch begins with a read, too.
    if (neverAsked) return refresh.forAgent();
    if (await refresh.whatIsDue()) return;
    // What the worker was started for comes first.
    await new Promise<void>((resolve) => platform.after(0, resolve));
    await wakeUps.ensureArmed();
  }

  async function wake(): Promise<void> {
    await state.loaded;
    // First: after the machine's sleep, what is shown may be hours old, and a read takes its time.
    toolbar.paint(state.items);
    await state.followClock();
    if (state.items.account === null) return platform.clearAlarm();
    if (!(await refresh.whatIsDue())) await wakeUps.arm();
  }

  function changeNumberOf(account: Account | null, device: string, number: string): Promise<Reply> {
    const make = async (): Promise<Reply> => {
      if (!sameAccount(account, state.items.account)) return NUMBER_OF_ANOTHER;
      return changeNumber(platform.now, state, vault, reader, device, number);
    };
    // In the middle of a change of account nothing is known of the devices.
    return lane.whenFree(make, accounts.changing);
  }

  async function changeSettings(wanted: unknown): Promise<Reply> {
    const { settings } = state.items;
    const pace = pacer.pace();
    const wished = asSettings(wanted);
    if (await state.set({ settings: wished, pace: pacer.paceBy(wished) })) {
      const { account, status, journal } = state.items;
      // What was planned by the settings before may be minutes away.
      if (account !== null && status.credentials === "present" && journal === null)
        presence.returned().catch(() => undefined);
      return { ok: true };
    }
    // What was refused must not take effect, nor be stored with the next change.
    await state.set({ settings, pace });
    return NOT_STORED;
  }

  async function obey(command: Command): Promise<Reply> {
    await state.loaded;
    await state.followClock();
    switch (command.type) {
      case "refresh":
        await refresh.forAgent();
        return { ok: true };
      case "switch":
        return press(command.press, "popup");
      case "connect":
        return accounts.connect(command.account, command.keepSignedIn);
      case "find":
        return accounts.find(command.office, command.lookup);
      case "change-number":
        return changeNumberOf(state.items.account, command.device, command.number);
      case "sign-out":
        return accounts.signOut(command.anyway === true);
      case "change-settings":
        return changeSettings(command.settings);
      case "dismiss-notice":
        if (state.items.notice !== null) await state.set({ notice: null });
        return { ok: true };
    }
  }

  return {
    started: start(),
    wake,
    async presenceChanged(now) {
      await state.loaded;
      await state.followClock();
      if (now !== "active") {
        await presence.left();
        return wake();
      }
      const { account, status, journal } = state.items;
      if (account === null || status.credentials === "missing") return;
      const isFree = journal === null || status.credentials === "refused";
      await (isFree ? (switches.underWay() ?? presence.returned()) : refresh.forAgent());
    },
    key: createKeys(platform, async (name) => {
      await state.loaded;
      await state.followClock();
      const ring = KEYS[name];
      if (ring !== undefined) await press({ ring }, "key");
    }),
    command: obey,
    async accessLost() {
      await state.loaded;
      await access.lost();
    },
    async accessGiven() {
      await state.loaded;
      await access.given();
    },
    obeyPolicy: accounts.obeyPolicy,
    async isSetUp() {
      await state.loaded;
      return state.items.account !== null;
    },
  };
}
