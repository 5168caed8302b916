import type { Command, Reply } from "../browser/commands.ts";
import { createHostAccess } from "./access.ts";
import { createAccountChanges } from "./account.ts";
import { createAlerts } from "./alerts.ts";
import { createBudgets } from "./budgets.ts";
import { createChangeQueue } from "./change-queue.ts";
import { createSettingsChange } from "./change-settings.ts";
import { createCommands } from "./commands.ts";
import { createDecisions } from "./decisions.ts";
import { createEvents, type Events } from "./events.ts";
import { createUserSearch } from "./find-users.ts";
import { createHistory } from "./history.ts";
import { keepCredentialsInMemory } from "./keep-credentials-in-memory.ts";
import { createKeyPress, createKeys } from "./keys.ts";
import { createKnownPolicy } from "./known-policy.ts";
import { createContextMenu } from "./menu.ts";
import { createOrganisation } from "./organisation.ts";
import { createPacer } from "./pacer.ts";
import { createPause } from "./pause.ts";
import { createNumberChange } from "./phone-number.ts";
import type { Platform } from "./platform.ts";
import { createPolicyKeeper } from "./policy.ts";
import { createPresence } from "./presence.ts";
import { createPress } from "./press.ts";
import { createProbe } from "./probe.ts";
import { createReader } from "./reading.ts";
import { createRefresh } from "./refresh.ts";
import { createRules } from "./rules.ts";
import { createSaveAccount } from "./save-account.ts";
import { createSetUpWatch } from "./set-up-seen.ts";
import { createSoftphoneTabs } from "./softphone-tabs.ts";
import { createState } from "./state.ts";
import { createSwitch } from "./switching.ts";
import { recordTokenEnd } from "./token-end.ts";
import { createToolbar } from "./toolbar.ts";
import { createVault } from "./vault.ts";
import { createWakeUps } from "./wake-ups.ts";

/** The background service: one function for each event. */
export interface Agent extends Events {
  /** Resolves once the state is loaded and any work that was due has begun. */
  readonly started: Promise<void>;
  /** The alarm fired, or a timer in its place. */
  wake(): Promise<void>;
  /** A keyboard shortcut from the manifest was pressed or is held. */
  key(name: string): Promise<void>;
  /** A command from one of our pages. */
  command(command: Command): Promise<Reply>;
  /** Whether the agent must set up Hookswitch after the installation (`policy.ts`). */
  leavesSetUp(isManaged: boolean): Promise<boolean>;
}

/** Builds the service and starts it. Never throws. Call it in the worker's first turn. */
export function createAgent(platform: Platform): Agent {
  const state = createState(platform);
  const toolbar = createToolbar(platform);
  const history = createHistory(platform, state);
  const decisions = createDecisions(platform, state);
  state.watch(toolbar.paint);
  state.watch(history.observe);
  state.watch(decisions.observe);
  state.watch(keepCredentialsInMemory(platform));
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
  const saveAccount = createSaveAccount(
    platform,
    state,
    knownPolicy,
    pacer,
    budgets,
    reader,
    switches,
    access,
  );
  const accounts = createAccountChanges(
    platform,
    state,
    knownPolicy,
    vault,
    pacer,
    budgets,
    switches,
    queue,
    saveAccount,
  );
  const findUsers = createUserSearch(vault, pacer, budgets);
  const changeNumber = createNumberChange(platform.now, state, vault, reader, queue, accounts);
  const settings = createSettingsChange(state, pacer, presence, softphoneTabs);
  const policy = createPolicyKeeper(platform, state, knownPolicy, accounts, findUsers, settings, vault);
  const organisation = createOrganisation(platform, state, vault, accounts, wakeUps, refresh);
  const command = createCommands(
    state,
    refresh,
    press,
    rules,
    pause,
    accounts,
    findUsers,
    organisation,
    changeNumber,
    settings,
    softphoneTabs,
  );
  const events = createEvents(
    state,
    wake,
    refresh,
    switches,
    presence,
    rules,
    alerts,
    menu,
    setUpWatch,
    softphoneTabs,
    probe,
    access,
    policy,
  );
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

  return {
    started: start(),
    wake,
    key: createKeys(platform, createKeyPress(state, press)),
    command,
    ...events,
    leavesSetUp: policy.leavesSetUp,
  };
}
