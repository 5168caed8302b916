import { type AlertButton, isAlertKind } from "../core/alerts/alert.ts";
import type { Remembered } from "../core/alerts/alerts-memory.ts";
import { decide } from "../core/alerts/decide.ts";
import { type AlertEffect, carriedOut, closed, compared, later } from "../core/alerts/notification.ts";
import type { Presence } from "../core/polling/pace.ts";
import { wallClock } from "../core/rules/wall-clock.ts";
import type { Items } from "../store/items.ts";
import type { History } from "./history.ts";
import { onChange } from "./on-change.ts";
import type { Platform } from "./platform.ts";
import type { TakePress } from "./press.ts";
import type { SoftphoneTabs } from "./softphone-tabs.ts";
import type { State } from "./state.ts";
import type { WakeUps } from "./wake-ups.ts";

/** Tells an agent who is not looking, with the browser's notifications. */
export interface Alerts {
  /** Asks the browser whether somebody is at the machine, and decides. Nothing is decided before the first time. */
  look(): Promise<void>;
  /** The browser says whether somebody is at the machine. */
  presenceIs(presence: Presence): void;
  /** A button of a notification was pressed: the first is 0. */
  pressed(id: string, button: number): Promise<void>;
  /** A notification's text was clicked. */
  clicked(id: string): Promise<void>;
  /** A notification was closed, whoever did it. */
  closed(id: string): Promise<void>;
}

/** What a decision depends on. */
const MATTERS = [
  "account",
  "status",
  "journal",
  "settings",
  "softphoneTabs",
  "notice",
  "rules",
  "tokenEnd",
  "pausedUntil",
] as const satisfies (keyof Items)[];

export function createAlerts(
  platform: Platform,
  state: State,
  wakeUps: WakeUps,
  history: History,
  press: TakePress,
  softphone: SoftphoneTabs,
): Alerts {
  const { now, notifications } = platform;
  let presence: Presence | null = null;
  /** The generation of what the browser shows; `null` until this worker has looked. */
  let generation: number | null = null;
  let last: Promise<unknown> = Promise.resolve();

  const plan = onChange(state, MATTERS, () => void inTurn(evaluate));

  /** One after the other: the browser must not do a later thing first. What fails is tried again at the next event. */
  function inTurn(work: () => Promise<void>): Promise<void> {
    const mine = last.then(work).catch(() => undefined);
    last = mine;
    return mine;
  }

  async function evaluate(): Promise<void> {
    if (generation !== state.generation) await compare();
    const { account, alerts } = state.items;
    if (presence === null || account === null) return;
    const { memory, effects } = decide(state.items, { ...state.items, presence, wallClock, now: now() });
    await remember(memory);
    if (memory.alerts.nextAt !== alerts.nextAt) await wakeUps.arm();
    for (const effect of effects) await carryOut(effect);
  }

  /** An earlier worker may have died before it could say what it did, and a change of account changes what is remembered. */
  async function compare(): Promise<void> {
    const isFirst = generation === null;
    const { generation: present } = state;
    const there = await notifications.shown();
    for (const kind of there)
      if (state.items.alerts.kinds[kind].shown === null) await notifications.withdraw(kind);
    await remember(compared(state.items, there, !isFirst));
    generation = present;
  }

  /** A full disk must not keep the agent from being told. */
  async function remember({ alerts, alertsTold }: Remembered): Promise<void> {
    const changes = {
      ...(alerts !== state.items.alerts && { alerts }),
      ...(alertsTold !== state.items.alertsTold && { alertsTold }),
    };
    if (Object.keys(changes).length > 0) await state.set(changes);
  }

  async function carryOut(effect: AlertEffect): Promise<void> {
    const { generation: mine } = state;
    const isThere = await ask(effect);
    // What is remembered of another account says nothing of this.
    if (mine !== state.generation) return;
    if (effect.do === "show") {
      history.told(effect.alert.text);
      if (!effect.alert.isSilent && state.items.settings.playsSound) void platform.playSound();
    }
    await remember(carriedOut(state.items, effect, isThere));
  }

  /** Resolves with whether the notification is there then. */
  async function ask(effect: AlertEffect): Promise<boolean> {
    const { kind } = effect;
    if (effect.do === "update") return notifications.update(kind, effect.alert);
    await (effect.do === "show" ? notifications.show(kind, effect.alert) : notifications.withdraw(kind));
    return effect.do === "show";
  }

  /** After the agent has dealt with a notification. */
  function dealtWith(change: (before: Remembered) => Remembered): Promise<void> {
    return inTurn(async () => {
      await remember(change(state.items));
      await evaluate();
    });
  }

  async function act(button: AlertButton): Promise<void> {
    switch (button.do) {
      case "ring-phone":
        await state.adjustWaits();
        await press(button.press, "notification");
        return;
      case "open-softphone":
        await softphone.open();
        return;
      case "unmute":
        await softphone.unmute();
        return;
      case "later":
        return;
    }
  }

  return {
    async look() {
      presence = await platform.presence();
      await inTurn(evaluate);
    },
    presenceIs(is) {
      presence = is;
      plan();
    },
    async pressed(id, index) {
      const kind = isAlertKind(id) ? id : null;
      const button = kind && state.items.alerts.kinds[kind].shown?.alert.buttons[index];
      if (!kind || !button) return;
      // The press does not wait for the notification to go.
      const acting = act(button);
      const change = (before: Remembered): Remembered =>
        button.do === "later" ? later(before, kind, now()) : closed(before, kind);
      await Promise.all([acting, dealtWith(change)]);
    },
    async clicked(id) {
      if (!isAlertKind(id)) return;
      const isOpen = await platform.openPopup();
      await dealtWith((before) => closed(before, id));
      if (isOpen) return;
      const isOfCredentials = id === "credentials" || id === "token";
      if (isOfCredentials || !(await softphone.open()).ok) await platform.openOptions();
    },
    async closed(id) {
      if (isAlertKind(id)) await dealtWith((before) => closed(before, id));
    },
  };
}
