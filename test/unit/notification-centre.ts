import type { NotificationCentre } from "../../src/agent/platform.ts";
import type { Alert, AlertKind } from "../../src/core/alerts/alert.ts";
import { english } from "./english.ts";

/** What was done with a notification, when, and its words in English. */
interface Done {
  readonly at: number;
  readonly do: "show" | "update" | "withdraw";
  readonly kind: AlertKind;
  readonly title: string;
  readonly text: string;
}

/** The notifications of a browser, as far as the background can know them. */
export class FakeNotifications {
  readonly shown = new Map<AlertKind, Alert>();
  log: Done[] = [];
  /** Whether the browser refuses everything. */
  fails = false;

  constructor(private readonly now: () => number) {}

  /** The notification of a kind, in English. */
  words(kind: AlertKind = "reach"): string | null {
    const alert = this.shown.get(kind);
    return alert === undefined ? null : `${english([alert.title])}: ${english(alert.text)}`;
  }

  buttons(kind: AlertKind = "reach"): string[] {
    return this.shown.get(kind)?.buttons.map((button) => button.do) ?? [];
  }

  /** How often notifications of a kind were shown anew. */
  times(kind: AlertKind = "reach"): number {
    return this.log.filter((one) => one.kind === kind && one.do === "show").length;
  }

  private note(done: Done["do"], kind: AlertKind, alert?: Alert): void {
    const words = { title: english(alert ? [alert.title] : []), text: english(alert?.text ?? []) };
    this.log.push({ at: this.now(), do: done, kind, ...words });
  }

  /** @param touch does something outside, unless the worker is dead */
  api(touch: (name: string, act: () => void) => Promise<void>): NotificationCentre {
    const does = (name: string, act: () => void): Promise<void> =>
      touch(`${name} a notification`, () => {
        if (this.fails) throw new Error("no notifications");
        act();
      });
    return {
      show: (kind, alert) =>
        does("showing", () => {
          this.note("show", kind, alert);
          this.shown.set(kind, structuredClone(alert));
        }),
      update: async (kind, alert) => {
        await does("changing", () => {
          if (!this.shown.has(kind)) return;
          this.note("update", kind, alert);
          this.shown.set(kind, structuredClone(alert));
        });
        return this.shown.has(kind);
      },
      withdraw: (kind) =>
        does("withdrawing", () => {
          if (this.shown.delete(kind)) this.note("withdraw", kind);
        }),
      shown: async () => [...this.shown.keys()],
    };
  }
}
