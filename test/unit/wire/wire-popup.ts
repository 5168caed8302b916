import { Popup } from "../../../src/popup/popup.tsx";
import { createActions, NOTHING_ASKED, type PopupState, stillAsked } from "../../../src/popup/popup-state.ts";
import { sentenceOf } from "../../wire-faults/row.ts";
import { elements, type Rendered, rendered, textOf, wordsOf } from "../rendered.ts";
import type { WireWorld } from "./wire-world.ts";

/** What an agent sees in the popup. */
export interface PopupView {
  readonly sentence: string;
  /** What is wrong, without what to do about it; each alert by itself. */
  readonly problems: readonly string[];
  /** All that the alerts say, on one line. */
  readonly alerts: string;
  /** As "PSTN phone: on, locked". */
  readonly switches: readonly string[];
  /** What is asked before the agent turns the last device off; `null` if nothing is. */
  readonly question: string | null;
  /** All that can be read. */
  readonly text: string;
}

/** The popup as `src/popup/main.tsx` makes it, without a browser: its own actions, and the world's agent as the background. */
export class WirePopup {
  private state: PopupState = NOTHING_ASKED;
  private readonly actions = createActions(
    () => ({ ...this.world.items, ...this.state }),
    (changes) => {
      this.state = { ...this.state, ...changes };
    },
    async () => undefined,
  );

  constructor(private readonly world: WireWorld) {}

  /** Opens another popup, which reads. */
  static async open(world: WireWorld): Promise<WirePopup> {
    void world.messageToWorker({ type: "refresh" });
    await world.settle();
    return new WirePopup(world);
  }

  /**
   * Presses a button or a switch, also one that is marked as disabled.
   *
   * @param name what a screen reader calls it, or the beginning of that
   * @throws Error when there is none, or more than one
   */
  async click(name: string): Promise<void> {
    const [found, ...others] = elements(
      this.page(),
      (one) => one.tag === "button" && nameOf(one).startsWith(name),
    );
    if (found === undefined || others.length > 0)
      throw new Error(`not exactly one button "${name}" in: ${this.view().text}`);
    (found.props.onClick as () => void)();
    await this.world.settle();
  }

  /** The same, and lets time pass until the worker has replied. */
  async press(name: string): Promise<void> {
    await this.click(name);
    await this.world.untilAnswered();
  }

  /** The popup as it is now. */
  view(): PopupView {
    const page = this.page();
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
      question: ofRole("alertdialog").map(words)[0] ?? null,
      text: textOf(page),
    };
  }

  /** What a screen reader says of a switch beside its name. */
  description(name: string): string {
    const page = this.page();
    const [found] = elements(page, ({ props }) => props.role === "switch" && props["aria-label"] === name);
    if (found === undefined) throw new Error(`no switch "${name}"`);
    const ids = String(found.props["aria-describedby"]).split(" ");
    return ids.flatMap((id) => elements(page, ({ props }) => props.id === id).map(words)).join(" ");
  }

  /** What is now, as elements. */
  page(): (Rendered | string)[] {
    const { items, now } = this.world;
    // As `main.tsx` does with each change of what is stored.
    const checkFailed = this.state.checkFailed && items.status.failure !== null;
    this.state = { ...this.state, question: stillAsked(items, this.state), checkFailed };
    const { state, actions } = this;
    return rendered(Popup({ items, state, actions, shortcuts: [], now, painted: true }));
  }
}

const words = (one: Rendered): string => wordsOf([one]);

/** What a screen reader calls it. */
function nameOf(one: Rendered): string {
  return String(one.props["aria-label"] ?? (words(one) || one.props.title));
}
