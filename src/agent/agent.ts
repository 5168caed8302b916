import type { Command, Reply } from "../browser/commands.ts";
import { type Account, type CcmOffice, sameAccount, shareBudget } from "../core/account.ts";
import type { Reading } from "../core/devices/device.ts";
import { NONE_WAS_ON } from "../core/devices/last-on.ts";
import { INITIAL_STATUS } from "../core/devices/status.ts";
import { explainSpelling, troubleOfAttempt } from "../core/explain-failure.ts";
import { type Failure, isAccessBlocked, withheldHost } from "../core/failure.ts";
import { message } from "../core/message.ts";
import { INITIAL_PACE, type Presence } from "../core/polling/pace.ts";
import { waitForAny } from "../core/polling/server-waits.ts";
import { asSettings } from "../core/settings.ts";
import type { Journal } from "../core/switching/journal.ts";
import type { Ring } from "../core/switching/press.ts";
import type { Lookup } from "../core/user-search.ts";
import { asFailure } from "../exotel/exotel-error.ts";
import type { Items } from "../store/items.ts";
import { createAttempts } from "./attempts.ts";
import { createKeepAlive } from "./keep-alive.ts";
import { createKeys } from "./keys.ts";
import { createPacer } from "./pacer.ts";
import { changeNumber } from "./phone-number.ts";
import type { Platform } from "./platform.ts";
import { createRefresh } from "./reading.ts";
import { createState } from "./state.ts";
import { createSwitch } from "./switching.ts";
import { createToolbar } from "./toolbar.ts";
import { type Candidate, createVault } from "./vault.ts";

/** The background's work: one function for each thing that can happen. */
export interface Agent {
  /** Ends when the worker has taken up its work: the state is there, and what was due is under way. */
  readonly started: Promise<void>;
  /** The alarm has rung. */
  wake(): Promise<void>;
  /**
   * Somebody has come back to the machine, or has left or locked it (`chrome.idle`). With somebody there again the status
   * is worth reading at once. Any other change is a chance to take up what an alarm is late for: one that goes by a clock
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

/** How often it is looked whether the browser gives the access that it has told of, and how long after each other (ms). */
const LOOKS_FOR_ACCESS = 10;
const LOOKS_APART = 500;

const NO_CREDENTIALS = {
  problem: [message("noCredentialsEntered")],
  remedy: [message("enterThemAndRetry")],
};

const NOT_STORED = {
  problem: [message("entryNotStored")],
  remedy: [message("freeDiskSpace")],
};

const NOT_REMOVED = {
  problem: [message("notAllRemoved")],
  remedy: [message("signOutAgain")],
};

const SIGN_OUT_STRANDS = {
  problem: [message("perhapsNoneOn"), message("lastSwitchNotEnded")],
  remedy: [message("staySignedIn")],
  mayInsist: true,
};

const OTHER_ACCOUNT_STRANDS = {
  problem: [message("perhapsNoneOn"), message("otherAccountsSwitchNotEnded")],
  remedy: [message("waitOrSignOut")],
};

const CHANGED_MEANWHILE = {
  problem: [message("accountChangedNothingSaved")],
  remedy: [message("lookAndConnectAgain")],
};

const NUMBER_OF_ANOTHER = {
  problem: [message("accountChangedNumberNot")],
  remedy: [message("lookAndRetry")],
};

/** Builds the agent's service and starts it. Throws nothing; must be called in the worker's first turn. */
export function createAgent(platform: Platform): Agent {
  const toolbar = createToolbar(platform);
  const keepAlive = createKeepAlive(platform);
  const changed = (items: Items): void => {
    toolbar.paint(items);
    keepAlive(items);
  };
  const state = createState(platform, changed, () => {
    toolbar.showUnreadable();
    platform.ensureAlarm(platform.now()).catch(() => undefined);
  });
  const pacer = createPacer(platform, state);
  const attempts = createAttempts(platform.now, state, pacer);
  const vault = createVault(platform, pacer, attempts);
  const refresh = createRefresh(
    platform,
    state,
    vault,
    pacer,
    () => void wake(),
    () => void readForAgent(),
  );
  const switches = createSwitch(platform, state, vault, refresh, toolbar.showRefusal);

  /** The end of the last change of what is saved; `null` while none is under way. It never rejects. */
  let saving: Promise<unknown> | null = null;

  /** Changes what is saved, account and credentials together, one change after the other: half of two is neither. */
  function alone<T>(change: () => Promise<T>): Promise<T> {
    const next = (saving ?? Promise.resolve()).then(change);
    const end: Promise<unknown> = next
      .catch(() => undefined)
      .finally(() => {
        if (saving === end) saving = null;
      });
    saving = end;
    return next;
  }

  /** A switch under way ends with a read of its own. */
  async function read(): Promise<void> {
    const ending = switches.underWay();
    if (ending !== null) return ending;
    await refresh.now();
    // What was read may say that a switch which was put off is over.
    if (switches.isDue()) await switches.resume();
  }

  /** The same for somebody who is there to see it: a switch that was put off is taken up at once. */
  function readForAgent(): Promise<void> {
    const mayAsk = waitForAny(state.waits()) <= platform.now();
    return state.items.journal !== null && mayAsk ? switches.resume() : read();
  }

  /** The browser may tell of an access before it gives it. */
  async function readWithAccess(looks: number): Promise<void> {
    const { account, status } = state.items;
    if (account === null || status.credentials !== "present") return;
    await readForAgent();
    if (isAccessBlocked(state.items.status.failure) && looks > 1) {
      platform.after(LOOKS_APART, () => void readWithAccess(looks - 1));
    }
  }

  async function start(): Promise<void> {
    await state.loaded;
    const { account, status } = state.items;
    if (account === null) return;
    if (switches.isDue()) return switches.resume();
    const neverAsked = status.reading === null && status.failure === null && status.credentials === "present";
    // After the browser's restart nothing is known, and an open switch begins with a read, too.
    if (neverAsked) return readForAgent();
    if (refresh.isDue()) return read();
    // What the worker was started for comes first.
    await new Promise<void>((resolve) => platform.after(0, resolve));
    await refresh.ensureArmed();
  }

  async function wake(): Promise<void> {
    await state.loaded;
    // First: after the machine's sleep, what is shown may be hours old, and a read takes its time.
    toolbar.paint(state.items);
    if (state.items.account === null) return platform.clearAlarm();
    if (switches.isDue()) return switches.resume();
    if (refresh.isDue()) return read();
    await refresh.arm();
  }

  async function connect(account: Account, keepSignedIn: boolean): Promise<Reply> {
    const { generation } = state;
    const candidate = await vault.candidate(account);
    if (candidate === null) return { ok: false, ...NO_CREDENTIALS };
    try {
      let reading = await candidate.api.read();
      // A switch, or a change of number, that ends meanwhile makes the reading old.
      for (let ending = switches.changing(); ending !== null; ending = switches.changing()) {
        await ending;
        reading = await candidate.api.read();
      }
      return await alone(() => save(account, candidate, reading, keepSignedIn, generation));
    } catch (error) {
      const failure = asFailure(error);
      const { cause, detail: spelling } = failure;
      if (cause === "user-id-case" && spelling !== null) {
        return { ok: false, ...explainSpelling(spelling, account.userId), suggestedUserId: spelling };
      }
      return failed(account, failure);
    }
  }

  /** What is told of a request that the agent has made for this account or office. A wait that the server has asked for is kept. */
  async function failed(owner: Account | CcmOffice, failure: Failure): Promise<Reply> {
    await pacer.save();
    if (failure.waitUntil !== null) await attempts.keepWait(owner, failure.waitUntil);
    return { ok: false, ...troubleOfAttempt(failure), withheld: withheldHost(failure) };
  }

  /** Saves an account that Exotel has accepted, unless the agent has changed it since `generation`. */
  async function save(
    account: Account,
    candidate: Candidate,
    reading: Reading,
    wanted: boolean,
    generation: number,
  ): Promise<Reply> {
    const keepSignedIn = wanted && (await platform.mayKeepSignedIn());
    const isSame = sameAccount(account, state.items.account);
    if (!isSame && (await isHalfSwitched())) return { ok: false, ...OTHER_ACCOUNT_STRANDS };
    if (generation !== state.generation) return { ok: false, ...CHANGED_MEANWHILE };
    /** The open switch, which a press may change at any time; taken up again as soon as the account is saved, or is not. */
    const journal = (): Journal | null => {
      const { journal: open } = state.items;
      return isSame && open !== null ? { ...open, retryAt: null } : null;
    };
    // What is shown before it is stored must not stay if the worker dies in between.
    await platform.setAlarm(platform.now()).catch(() => undefined);
    const kept = await candidate.keep(keepSignedIn).catch(() => null);
    if (kept === null) return { ok: false, ...NOT_STORED };
    const before = { ...state.items, pace: pacer.pace() };
    const elsewhere = attempts.waitsBut(account);
    const isStored = await state.begin({
      account,
      keepSignedIn,
      status: { ...INITIAL_STATUS, reading, elsewhere },
      waits: attempts.waits(account),
      pace: shareBudget(account, before.account) ? before.pace : INITIAL_PACE,
      journal: journal(),
      lastOn: isSame ? state.items.lastOn : NONE_WAS_ON,
      notice: null,
    });
    if (!isStored) {
      // First: the account before must not be asked for with the credentials of another.
      const undone = await kept.undo(before.keepSignedIn);
      await state.begin(isSame ? { ...before, journal: journal() } : before);
      if (undone.leftDisk) await state.rewrite();
      await refresh.begin();
      void switches.resume();
      return { ok: false, ...NOT_STORED };
    }
    if (kept.leftDisk) await state.rewrite();
    await refresh.begin();
    // It may have gone while the answer came.
    await refresh.lacksAccess();
    // Credentials that were refused in the middle of a switch are what it waited for.
    void switches.resume();
    return { ok: true };
  }

  async function find(office: CcmOffice, lookup: Lookup): Promise<Reply> {
    try {
      const found = await vault.find(office, lookup);
      await pacer.save();
      if (found === null) return { ok: false, ...NO_CREDENTIALS };
      if (found.waitUntil) await attempts.keepWait(office, found.waitUntil);
      return { ok: true, found };
    } catch (error) {
      return failed(office, asFailure(error));
    }
  }

  /** Half a switch on CCM is an agent without a device: whether one is left, after one more try to end it. */
  async function isHalfSwitched(): Promise<boolean> {
    const isHalf = (): boolean => state.items.journal?.rule === "at-most-one-on";
    if (isHalf()) await switches.resume();
    return isHalf();
  }

  async function signOut(anyway: boolean): Promise<Reply> {
    if (!anyway && (await isHalfSwitched())) return { ok: false, ...SIGN_OUT_STRANDS };
    return alone(async () => {
      try {
        await vault.clear();
        await state.forget();
      } catch {
        return { ok: false, ...NOT_REMOVED };
      }
      await platform.clearAlarm().catch(() => undefined);
      return { ok: true };
    });
  }

  async function obeyPolicy(): Promise<void> {
    await state.loaded;
    if (await platform.mayKeepSignedIn()) return;
    await alone(async () => {
      // Where the memory has no room for them, the agent signs in again.
      const wereOnDisk = await vault.copyToMemory().catch(() => true);
      if (state.items.keepSignedIn) await state.set({ keepSignedIn: false });
      if (wereOnDisk) await state.rewrite();
    });
  }

  function changeNumberOf(account: Account | null, device: string, number: string): Promise<Reply> {
    const make = async (): Promise<Reply> => {
      if (!sameAccount(account, state.items.account)) return { ok: false, ...NUMBER_OF_ANOTHER };
      return changeNumber(platform.now, state, vault, refresh, device, number);
    };
    // In the middle of a change of account nothing is known of the devices.
    return switches.alone(make, () => saving);
  }

  async function changeSettings(wanted: unknown): Promise<Reply> {
    const { settings } = state.items;
    const pace = pacer.pace();
    const wished = asSettings(wanted);
    if (await state.set({ settings: wished, pace: pacer.paceBy(wished) })) {
      const { account, status, journal } = state.items;
      // What was planned by the settings before may be minutes away.
      if (account !== null && status.credentials === "present" && journal === null)
        refresh.agentReturned().catch(() => undefined);
      return { ok: true };
    }
    // What was refused must not take effect, nor be stored with the next change.
    await state.set({ settings, pace });
    return { ok: false, ...NOT_STORED };
  }

  async function obey(command: Command): Promise<Reply> {
    await state.loaded;
    switch (command.type) {
      case "refresh":
        await readForAgent();
        return { ok: true };
      case "switch":
        return switches.press(command.press, "popup");
      case "connect":
        return connect(command.account, command.keepSignedIn);
      case "find":
        return find(command.office, command.lookup);
      case "change-number":
        return changeNumberOf(state.items.account, command.device, command.number);
      case "sign-out":
        return signOut(command.anyway === true);
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
    async presenceChanged(presence) {
      await state.loaded;
      if (presence !== "active") {
        await refresh.agentLeft();
        return wake();
      }
      const { account, status, journal } = state.items;
      if (account === null || status.credentials === "missing") return;
      const isFree = journal === null || status.credentials === "refused";
      await (isFree ? (switches.underWay() ?? refresh.agentReturned()) : readForAgent());
    },
    key: createKeys(platform, async (name) => {
      await state.loaded;
      const ring = KEYS[name];
      if (ring !== undefined) await switches.press({ ring }, "key");
    }),
    command: obey,
    async accessLost() {
      await state.loaded;
      if (!(await refresh.lacksAccess())) return;
      // What was sent before may still be answered well, and a switch may take its time over it.
      await switches.underWay();
      refresh.invalidateReads();
      await refresh.lacksAccess();
    },
    async accessGiven() {
      await state.loaded;
      await readWithAccess(LOOKS_FOR_ACCESS);
    },
    obeyPolicy,
    async isSetUp() {
      await state.loaded;
      return state.items.account !== null;
    },
  };
}
