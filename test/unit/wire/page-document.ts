import { Window } from "happy-dom";
import { options } from "preact";
import { vi } from "vitest";

const window = new Window({ url: "https://extension.example/page.html" });

// Only what pages use themselves: the product's own requests go on with Node's `fetch`, `Response` and `AbortSignal`.
for (const name of [
  "document",
  "location",
  "Event",
  "FormData",
  "HTMLElement",
  "HTMLInputElement",
  "HTMLSelectElement",
] as const)
  vi.stubGlobal(name, window[name]);
for (const name of ["addEventListener", "removeEventListener"] as const)
  vi.stubGlobal(name, window[name].bind(window));

// happy-dom lacks it.
Object.defineProperty(window.HTMLOptionElement.prototype, "defaultSelected", {
  get(this: Element) {
    return this.hasAttribute("selected");
  },
  set(this: Element, isDefault: boolean) {
    this.toggleAttribute("selected", isDefault);
  },
});

// There are no frames to wait for.
options.requestAnimationFrame = (callBack) => void setImmediate(callBack);

/** A document without a browser, for components that use hooks. */
export const pageDocument = window.document as unknown as Document;

/** A text that comes into a field as a whole, as by pasting. */
export const pasted = (): Event =>
  new window.InputEvent("input", { bubbles: true, inputType: "insertFromPaste" }) as unknown as Event;
