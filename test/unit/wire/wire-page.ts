import { configure, getByLabelText, getByRole, queryAllByRole } from "@testing-library/dom";
import { type ComponentChildren, render } from "preact";
import { browser } from "../../../src/browser/extension.ts";
import { type ItemStore, openItems, paintFirst } from "../../../src/ui/item-store.ts";
import { pageDocument, pasted } from "./page-document.ts";
import type { WireWorld } from "./wire-world.ts";

// Styles hide elements, and none are loaded. So no query needs to look for what is hidden.
configure({ defaultHidden: true });

type Changes = Record<string, { newValue?: unknown }>;
type Listener = (changes: Changes, area: string) => void;

const INLINE = /^(A|B|BDI|CODE|I|SPAN|STRONG)$/;

/** How often a page and the worker may answer each other without any time passing. */
const TURNS = 6;

/** A page as its `main.tsx` makes it, in a document without a browser: with the world's storage, and its agent as the background. */
export abstract class WirePage {
  private readonly listeners = new Set<Listener>();
  protected store!: ItemStore;

  protected constructor(protected readonly world: WireWorld) {}

  protected abstract component(): ComponentChildren;

  /** Opens it in the place of the one before. */
  protected async mount(place = ""): Promise<void> {
    for (const before of pageDocument.body.children) render(null, before);
    const root = pageDocument.createElement("div");
    pageDocument.body.replaceChildren(root);
    location.hash = place;
    Object.assign(browser, {
      storage: this.storage(),
      permissions: { contains: async () => true },
      commands: { getAll: async () => [] },
      idle: { IdleState: { LOCKED: "locked" } },
    });
    this.store = await openItems();
    const paint = (): void => render(this.component(), root);
    await paintFirst(paint, this.store);
    this.store.watch(paint);
    await this.settle();
  }

  /** The world's storage, as the extension API gives it to a page. */
  private storage() {
    const area = (name: "local" | "session") => {
      let changes: Changes = {};
      const stored = new Reported(this.world[name], (key, newValue) => {
        // The browser tells of it a little later, and of all that was stored at once together.
        if (Object.keys(changes).length === 0) setImmediate(tell);
        changes[key] = { newValue };
      });
      const tell = (): void => {
        for (const listener of this.listeners) listener(changes, name);
        changes = {};
      };
      this.world[name] = stored;
      return {
        get: async (keys: string[]) =>
          structuredClone(Object.fromEntries([...stored].filter(([key]) => keys.includes(key)))),
        set: async (entries: object) => {
          for (const [key, value] of Object.entries(structuredClone(entries))) stored.set(key, value);
        },
        remove: async (key: string) => void stored.delete(key),
      };
    };
    return {
      local: area("local"),
      session: area("session"),
      onChanged: { addListener: (listener: Listener) => this.listeners.add(listener) },
    };
  }

  /** Lets page and worker run until they wait for something else than each other. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < TURNS; turn += 1) await this.world.settle();
  }

  /** Presses a button, also one that is marked as disabled. */
  async click(name: string | RegExp): Promise<void> {
    getByRole(pageDocument.body, "button", { name }).click();
    await this.settle();
  }

  /** The same, and lets time pass until the worker has replied. */
  async press(name: string | RegExp): Promise<void> {
    await this.click(name);
    await this.untilAnswered();
  }

  async untilAnswered(): Promise<void> {
    await this.world.untilAnswered();
    await this.settle();
  }

  /** Elements of a role, by what a screen reader calls them. */
  all(role: string, name?: string | RegExp): HTMLElement[] {
    return queryAllByRole(pageDocument.body, role, name === undefined ? {} : { name });
  }

  /** What they say, each by itself. */
  words(role: string, name?: string | RegExp): string[] {
    return this.all(role, name).map(wordsOf);
  }

  field(label: string | RegExp): HTMLInputElement | HTMLSelectElement {
    return getByLabelText(pageDocument.body, label);
  }

  value(label: string | RegExp): string {
    return this.field(label).value;
  }

  /** Types, or chooses from a list, and leaves the field. */
  async fill(label: string | RegExp, value: string): Promise<void> {
    await this.enterInto(this.field(label), value);
  }

  async enterInto(field: HTMLInputElement | HTMLSelectElement, value: string): Promise<void> {
    field.value = value;
    for (const type of ["input", "change"]) field.dispatchEvent(new Event(type, { bubbles: true }));
    await this.settle();
  }

  /** Ticks a checkbox, or takes the tick away; or chooses one of several. */
  async check(label: string | RegExp, isWanted = true): Promise<void> {
    const box = this.field(label) as HTMLInputElement;
    if (box.checked !== isWanted) box.click();
    await this.settle();
  }

  async paste(label: string, text: string): Promise<void> {
    const field = this.field(label);
    field.focus();
    field.value = text;
    field.dispatchEvent(pasted());
    await this.settle();
  }

  /** What is said to be wrong with a field's value; `null` where nothing is. */
  wrong(label: string | RegExp): string | null {
    const field = this.field(label);
    if (field.getAttribute("aria-invalid") !== "true") return null;
    const [said = ""] = (field.getAttribute("aria-describedby") ?? "").split(" ");
    return wordsOf(pageDocument.getElementById(said) as HTMLElement);
  }

  /** The name of the field that has the focus, or what is written on the button. */
  get focused(): string {
    const element = pageDocument.activeElement as HTMLInputElement;
    return element.name || wordsOf(element);
  }

  /** All that the alerts say, on one line. */
  get alerts(): string {
    return this.words("alert").join(" ");
  }

  /** What is told without being an alert, each by itself. */
  get told(): string[] {
    return this.words("status").filter((words) => words !== "");
  }

  /** All that can be read, but for what is in fields. */
  get text(): string {
    return wordsOf(pageDocument.body);
  }

  /** Everything that is in the document, and in its fields. */
  get everything(): string {
    const fields = [...pageDocument.querySelectorAll<HTMLInputElement>("input, textarea, select")];
    return [pageDocument.body.innerHTML, ...fields.map(({ value }) => value)].join("\n");
  }
}

/** A storage area that tells of its changes. */
class Reported extends Map<string, unknown> {
  constructor(
    entries: Iterable<readonly [string, unknown]>,
    /** `undefined` while `Map` takes the entries. */
    private readonly changed?: (key: string, newValue: unknown) => void,
  ) {
    super(entries);
  }
  override set(key: string, value: unknown): this {
    super.set(key, value);
    this.changed?.(key, structuredClone(value));
    return this;
  }
  override delete(key: string): boolean {
    const was = super.delete(key);
    if (was) this.changed?.(key, undefined);
    return was;
  }
  override clear(): void {
    for (const key of [...this.keys()]) this.delete(key);
  }
}

/** An element's words on one line. */
function wordsOf(node: Node): string {
  const words = (one: Node): string => {
    if (one.nodeType === 3) return one.textContent ?? "";
    const text = [...one.childNodes].map(words).join("");
    return INLINE.test(one.nodeName) ? text : ` ${text} `;
  };
  return words(node).replace(/\s+/g, " ").trim();
}
