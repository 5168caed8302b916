import type { MenuId } from "../core/menu.ts";
import type { Presence } from "../core/polling/pace.ts";
import type { HostAccess } from "./access.ts";
import type { Alerts } from "./alerts.ts";
import type { ContextMenu } from "./menu.ts";
import type { TabEvent } from "./platform.ts";
import type { PolicyKeeper } from "./policy.ts";
import type { AgentPresence } from "./presence.ts";
import type { Probe } from "./probe.ts";
import type { Refresh } from "./refresh.ts";
import type { Rules } from "./rules.ts";
import type { SetUpWatch } from "./set-up-seen.ts";
import type { SoftphoneTabs } from "./softphone-tabs.ts";
import type { State } from "./state.ts";
import type { Switch } from "./switching.ts";

/** What the browser tells the agent, apart from the alarm and the keys: one function for each event. */
export interface Events {
  /**
   * Someone came back to the machine, left it or locked it (`chrome.idle`). When someone is back, the status is worth
   * reading at once. Any other change is a chance to do overdue work: the alarm is late when the clock was set back.
   */
  presenceChanged(presence: Presence): Promise<void>;
  /** Something was chosen in the toolbar icon's context menu. */
  menuChosen(id: MenuId): Promise<void>;
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
}

/** @param wake does whatever is due */
export function createEvents(
  state: State,
  wake: () => Promise<void>,
  refresh: Refresh,
  switches: Switch,
  presence: AgentPresence,
  rules: Rules,
  alerts: Alerts,
  menu: ContextMenu,
  setUpWatch: SetUpWatch,
  softphoneTabs: SoftphoneTabs,
  probe: Probe,
  access: HostAccess,
  policy: PolicyKeeper,
): Events {
  return {
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
    async menuChosen(id) {
      await state.loaded;
      await state.adjustWaits();
      await menu.chosen(id);
    },
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
  };
}
