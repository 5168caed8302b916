import type { Alert, AlertKind } from "../../../../src/core/alerts/alert.ts";
import type { AlertFacts } from "../../../../src/core/alerts/alert-facts.ts";
import { INITIAL_ALERTS, NOTHING_TOLD, type Remembered } from "../../../../src/core/alerts/alerts-memory.ts";
import { decide } from "../../../../src/core/alerts/decide.ts";
import { carriedOut, closed, later } from "../../../../src/core/alerts/notification.ts";
import { verdict } from "../../../../src/core/devices/verdict.ts";
import { verdictSentences } from "../../../../src/core/devices/verdict-sentences.ts";
import type { Notice } from "../../../../src/core/notice.ts";
import type { Settings } from "../../../../src/core/settings.ts";
import { type Journal, newJournal, type Origin } from "../../../../src/core/switching/journal.ts";
import type { TokenEnd } from "../../../../src/core/token-end.ts";
import { english } from "../../english.ts";
import { Desk } from "../rules/desk.ts";

export const MINUTE = 60_000;
export const PERIOD = 30_000;

type On = ConstructorParameters<typeof Desk>[2];

/** One agent's devices and a browser's notifications, with what the agent is told. Whatever is to be done is done at once. */
export class Teller {
  readonly desk: Desk;
  memory: Remembered = { alerts: INITIAL_ALERTS, alertsTold: NOTHING_TOLD };
  shown = new Map<AlertKind, Alert>();
  /** Each notification that was shown anew. */
  showings: { readonly kind: AlertKind; readonly at: number; readonly episode: number | undefined }[] = [];
  notice: Notice | null = null;
  tokenEnd: TokenEnd | null = null;
  journal: Journal | null = null;
  status: Partial<AlertFacts["status"]> = {};
  /** Whether the browser does nothing of what it is asked, as when the worker dies before. */
  isDead = false;

  constructor(
    on: On = "softphone",
    settings: Partial<Settings> = {},
    api: Desk["api"] = "integrations-core",
  ) {
    this.desk = new Desk(api, settings, on);
    this.tell();
  }

  get facts(): AlertFacts {
    const { input } = this.desk;
    return {
      ...input,
      status: { ...input.status, ...this.status },
      journal: this.journal,
      notice: this.notice,
      tokenEnd: this.tokenEnd,
    };
  }

  /** The verdict in the words of tooltip and popup, in English. */
  get verdict(): string {
    return english(verdictSentences(verdict(this.facts), this.facts));
  }

  title(kind: AlertKind = "reach"): string | null {
    const alert = this.shown.get(kind);
    return alert ? english([alert.title]) : null;
  }

  text(kind: AlertKind = "reach"): string | null {
    const alert = this.shown.get(kind);
    return alert ? english(alert.text) : null;
  }

  buttons(kind: AlertKind = "reach"): string[] {
    return this.shown.get(kind)?.buttons.map((button) => button.do) ?? [];
  }

  times(kind: AlertKind = "reach"): number {
    return this.showings.filter((one) => one.kind === kind).length;
  }

  /** Something has happened. */
  tell(): void {
    const { memory, effects } = decide(this.memory, this.facts);
    this.memory = memory;
    if (this.isDead) return;
    for (const effect of effects) {
      const { kind } = effect;
      const isThere = effect.do === "show" || (effect.do === "update" && this.shown.has(kind));
      const episode = memory.alerts.episode?.since;
      if (effect.do === "show") this.showings.push({ kind, at: this.desk.now, episode });
      if (effect.do === "withdraw") this.shown.delete(kind);
      else if (isThere) this.shown.set(kind, effect.alert);
      this.memory = carriedOut(this.memory, effect, isThere);
    }
  }

  read(): void {
    this.desk.read();
    this.tell();
  }

  /** Time passes, with a read each period. */
  pass(ms: number): void {
    const end = this.desk.now + ms;
    for (;;) {
      const readAt = this.desk.readAt + PERIOD;
      const at = Math.min(readAt, this.memory.alerts.nextAt ?? readAt);
      if (at > end) break;
      this.desk.now = Math.max(at, this.desk.now);
      if (at === readAt) this.read();
      else this.tell();
    }
    this.desk.now = end;
    this.tell();
  }

  register(registration: Desk["registration"]): void {
    this.desk.registration = registration;
  }

  tab(state: Parameters<Desk["tab"]>[0]): void {
    this.desk.tab(state);
    this.tell();
  }

  presence(is: Desk["presence"]): void {
    this.desk.presenceIs(is);
    this.tell();
  }

  /** A switch is made, by the agent or a rule, and read. */
  switchTo(origin: Origin, phone: boolean, sip: boolean): void {
    const { api, on } = this.desk;
    const target = { phone, sip };
    this.journal = newJournal({ origin, target, askedAt: this.desk.now }, api, on);
    this.tell();
    this.desk.now += 1_000;
    this.desk.on = target;
    this.journal = null;
    this.read();
  }

  close(kind: AlertKind = "reach"): void {
    this.memory = closed(this.memory, kind);
    this.tell();
  }

  later(kind: AlertKind = "reach"): void {
    this.memory = later(this.memory, kind, this.desk.now);
    this.tell();
  }
}
