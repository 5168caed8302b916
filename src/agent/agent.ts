import type { Command, Reply } from "../browser/commands.ts";
import type { MenuId } from "../core/menu.ts";
import type { Presence } from "../core/polling/pace.ts";
import type { Ring } from "../core/switching/press.ts";
import { createHostAccess } from "./access.ts";
import { createAccountChanges } from "./account.ts";
import { createAlerts } from "./alerts.ts";
import { createBudgets } from "./budgets.ts";
import { createChangeQueue } from "./change-queue.ts";
import { createSettingsChange } from "./change-settings.ts";
import { createDecisions } from "./decisions.ts";
import { createHistory } from "./history.ts";
import { createKeepAlive } from "./keep-alive.ts";
import { createKeys } from "./keys.ts";
import { createKnownPolicy } from "./known-policy.ts";
import { createContextMenu } from "./menu.ts";
import { createOrganisation } from "./organisation.ts";
import { createPacer } from "./pacer.ts";
import { createPause } from "./pause.ts";
import { createNumberChange } from "./phone-number.ts";
import type { Platform, TabEvent } from "./platform.ts";
import { createPolicyKeeper } from "./policy.ts";
import { createPresence } from "./presence.ts";
import { createPress } from "./press.ts";
import { createProbe } from "./probe.ts";
import { createReader } from "./reading.ts";
import { createRefresh } from "./refresh.ts";
import { createRules } from "./rules.ts";
import { createSetUpWatch } from "./set-up-seen.ts";
import { createSoftphoneTabs } from "./softphone-tabs.ts";
import { createState } from "./state.ts";
import { createSwitch } from "./switching.ts";
import { recordTokenEnd } from "./token-end.ts";
import { createToolbar } from "./toolbar.ts";
import { createVault } from "./vault.ts";
import { createWakeUps } from "./wake-ups.ts";

/** The background service: one function for each event. */
export interface Agent {
  /** Resolves once the state is loaded and any work that was due has begun. */
  readonly started: Promise<void>;
  /** The alarm fired, or a timer in its place. */
  wake(): Promise<void>;
  /**
   * Someone came back to the machine, left it or locked it (`chrome.idle`). When someone is back, the status is worth
   * reading at once. Any other change is a chance to do overdue work: the alarm is late when the clock was set back.
   */
  presenceChanged(presence: Presence): Promise<void>;
  /** A keyboard shortcut from the manifest was pressed or is held. */
  key(name: string): Promise<void>;
  /** Something was chosen in the toolbar icon's context menu. */
  menuChosen(id: MenuId): Promise<void>;
  /** A command from one of our pages. */
  command(command: Command): Promise<Reply>;
  /** The browser has withdrawn access to hosts. What was known is no longer evidence. */
  accessRemoved(): Promise<void>;
  /** The browser has granted access to hosts again. */
  accessGranted(): Promise<void>;
  /** Something happened to a tab, perhaps to the softphone's. */
  tabHappened(event: TabEvent): Promise<void>;
  /** The script in a tab's page says that the microphone's permission or the audio devices have changed. */
  pageChanged(tab: number, address: string): Promise<void>;
  /** A button of a notification was pressed: the first is 0. */
  alertPressed(id: string, button: number): Promise<void>;
  /** A notification's text was clicked. */
  alertClicked(id: string): Promise<void>;
  /** A notification was closed. */
  alertClosed(id: string): Promise<void>;
  /** The administrator has changed the policy. */
  applyPolicy(): Promise<void>;
  /** Whether the agent must set up Hookswitch after the installation (`policy.ts`). */
  leavesSetUp(isManaged: boolean): Promise<boolean>;
}

const KEYS: Readonly<Record<string, Ring | "next">> = {
  "switch-device": "next",
  "phone-only": "phone",
  "softphone-only": "softphone",
  "both-devices": "both",
};

/** Builds the service and starts it. Never throws. Call it in the worker's first turn. */
export function createAgent(platform: Platform): Agent {
  const state = createState(platform);
  const toolbar = createToolbar(platform);
  const history = createHistory(platform, state);
  const decisions = createDecisions(platform, state);
  state.watch(toolbar.paint);
  state.watch(history.observe);
  state.watch(decisions.observe);
  state.watch(createKeepAlive(platform));
  state.watchUnreadable(() => {
    toolbar.showUnreadable();
    platform.ensureAlarm(platform.now()).catch(() => undefined);
  });
  const pacer = createPacer(platform, state);
  const budgets = createBudgets(platform.now, state, pacer);
  const vault = createVault(platform, pacer, budgets);
  const wakeUps = createWakeUps(platform, state, pacer);
  const reader = createReader(platform, state, vault, pacer, wakeUps);
  const queue = createChangeQueue();
  const switches = createSwitch(platform, state, pacer, vault, reader, wakeUps, queue);
  const press = createPress(platform, state, reader, switches);
  const refresh = createRefresh(platform, state, reader, switches);
  const presence = createPresence(platform, state, pacer, reader, wakeUps);
  const access = createHostAccess(platform, state, reader, switches, refresh);
  const softphoneTabs = createSoftphoneTabs(platform, state, pacer, refresh);
  const probe = createProbe(platform, state, softphoneTabs);
  const rules = createRules(platform, state, pacer, switches, wakeUps, press, refresh);
  const pause = createPause(platform.now, state, wakeUps);
  const alerts = createAlerts(platform, state, wakeUps, history, press, softphoneTabs);
  const menu = createContextMenu(platform, state, press, rules, pause);
  state.watch(menu.paint);
  const setUpWatch = createSetUpWatch(platform, state);
  const knownPolicy = createKnownPolicy(platform, state);
  const accounts = createAccountChanges(
    platform,
    state,
    knownPolicy,
    vault,
    pacer,
    budgets,
    reader,
    switches,
    queue,
    access,
  );
  const changeNumber = createNumberChange(platform.now, state, vault, reader, queue, accounts);
  const settings = createSettingsChange(state, pacer, presence, softphoneTabs);
  const policy = createPolicyKeeper(platform, state, knownPolicy, accounts, settings, vault);
  const organisation = createOrganisation(platform, state, vault, accounts, wakeUps, refresh);
  wakeUps.watch(wake, refresh.readOrResume);
  reader.renewWith(organisation.renew);

  async function start(): Promise<void> {
    await state.loaded;
    const { account, status } = state.items;
    void softphoneTabs.look();
    void pause.look();
    void rules.look();
    void alerts.look();
    void recordTokenEnd(platform, state, vault);
    if (account === null) return wakeUps.ensureArmed();
    if (switches.isDue()) return switches.resume();
    const neverAsked = status.reading === null && status.failure === null && status.credentials === "present";
    // Nothing is known after a browser restart. An open switch begins with a read, too.
    if (neverAsked) return refresh.readOrResume();
    if (await refresh.runDue()) return;
    // The event that started the worker comes first.
    await new Promise<void>((resolve) => platform.after(0, resolve));
    await wakeUps.ensureArmed();
  }

  async function wake(): Promise<void> {
    await state.loaded;
    // Paint first: after a sleep, the badge may be hours old, and a read takes time.
    toolbar.paint(state.items);
    menu.paint(state.items);
    // Evidence may have ended, of which nothing else tells.
    history.observe(state.items);
    decisions.observe(state.items);
    void softphoneTabs.look();
    await state.adjustWaits();
    if (state.items.account === null) await wakeUps.arm();
    void policy.look();
    void organisation.look();
    if (state.items.account === null) return;
    await pause.look();
    await rules.look();
    void alerts.look();
    if (!(await refresh.runDue())) await wakeUps.arm();
  }

  async function execute(command: Command): Promise<Reply> {
    await state.loaded;
    await state.adjustWaits();
    switch (command.type) {
      case "refresh":
        void softphoneTabs.look();
        await refresh.readOrResume();
        return { ok: true };
      case "switch":
        return press(command.press, "popup");
      case "for-a-while":
        return rules.forAWhile(command.press, command.until);
      case "end-for-a-while":
        return rules.endForAWhile();
      case "pause":
        return pause.begin(command.until);
      case "end-pause":
        return pause.end();
      case "connect":
        return accounts.connect(command.account, command.keepSignedIn);
      case "find":
        return accounts.find(command.office, command.lookup);
      case "change-number":
        return changeNumber(state.items.account, command.device, command.number);
      case "sign-out":
        return organisation.signOut(command.anyway === true);
      case "organisation-sign-in":
        return organisation.signIn();
      case "change-settings":
        return settings.change(command.settings);
      case "watch-tab":
        return softphoneTabs.watch(command.tab, command.address);
      case "open-softphone":
        return softphoneTabs.open();
      case "unmute-softphone":
        return softphoneTabs.unmute();
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
      rules.presenceIs(now);
      alerts.presenceIs(now);
      if (now === "locked") setUpWatch.screenLocked();
      await state.adjustWaits();
      if (now !== "active") {
        await presence.left();
        return wake();
      }
      const { account, status, journal } = state.items;
      if (account === null || status.credentials === "missing") return;
      const isFree = journal === null || status.credentials === "refused";
      await (isFree ? (switches.underWay() ?? presence.returned()) : refresh.readOrResume());
    },
    key: createKeys(platform, async (name) => {
      await state.loaded;
      await state.adjustWaits();
      const ring = KEYS[name];
      const { account, keyWorks } = state.items;
      // The press does not wait for it.
      if (ring === "next" && account !== null && !keyWorks) void state.set({ keyWorks: true });
      if (ring !== undefined) await press({ ring }, "key");
    }),
    async menuChosen(id) {
      await state.loaded;
      await state.adjustWaits();
      await menu.chosen(id);
    },
    command: execute,
    async accessRemoved() {
      await state.loaded;
      void probe.accessChanged();
      await access.removed();
    },
    async accessGranted() {
      await state.loaded;
      void softphoneTabs.look();
      void probe.accessChanged();
      void policy.look();
      await access.granted();
    },
    async tabHappened(event) {
      await state.loaded;
      await softphoneTabs.happened(event);
      if (event.kind === "updated") await probe.tabUpdated(event.id);
    },
    async pageChanged(tab, address) {
      await state.loaded;
      await probe.pageChanged(tab, address);
    },
    async alertPressed(id, button) {
      await state.loaded;
      setUpWatch.notificationPressed(id);
      await alerts.pressed(id, button);
    },
    async alertClicked(id) {
      await state.loaded;
      setUpWatch.notificationPressed(id);
      await alerts.clicked(id);
    },
    async alertClosed(id) {
      await state.loaded;
      await alerts.closed(id);
    },
    applyPolicy: () => policy.look(true),
    leavesSetUp: policy.leavesSetUp,
  };
}
