import { until } from "../wait.ts";
import type { Firefox } from "./launch.ts";

/** A page of the extension, in a tab of its own that stays in front of the remote control. */
export interface FirefoxPage {
  /** Runs the body of an asynchronous function in the page, where `browser` is the extension API. */
  run<T>(body: string, ...args: readonly unknown[]): Promise<T>;
  /** What a person reads in the elements of a selector, one after the other. */
  text(selector: string): Promise<string>;
  /** Types into the field of this label. */
  type(label: string, text: string): Promise<void>;
  /** Clicks on what has this role and begins with this accessible name, once it is there. */
  click(role: string, name: string): Promise<void>;
  close(): Promise<void>;
}

/** How WebDriver marks an element in JSON. */
const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";

/** What may have each role. */
const SELECTORS: Readonly<Record<string, string>> = {
  button: "button, [role=button]",
  checkbox: "input[type=checkbox]",
  radio: "input[type=radio]",
  switch: "[role=switch]",
  textbox: "input, textarea",
};

/** Opens a page of the extension. */
export async function openPage(firefox: Firefox, path: string): Promise<FirefoxPage> {
  const { marionette } = firefox;
  const { handle } = await marionette.send<{ handle: string }>("WebDriver:NewWindow", {
    type: "tab",
    focus: true,
  });
  const here = (): Promise<unknown> => marionette.send("WebDriver:SwitchToWindow", { handle, focus: true });
  await here();
  await marionette.send("WebDriver:Navigate", { url: firefox.url(path) });

  async function run<T>(body: string, ...args: readonly unknown[]): Promise<T> {
    await here();
    const script = `const done = arguments[arguments.length - 1];
      (async (...args) => { ${body} })(...arguments).then((value) => done({ value }), (error) => done({ error: String(error) }));`;
    const { value, error } = await marionette.send<{ value: T; error?: string }>(
      "WebDriver:ExecuteAsyncScript",
      { script, args },
    );
    if (error !== undefined) throw new Error(error);
    return value;
  }

  /** The id of the element of this role whose accessible name, as Firefox computes it, begins so. */
  async function find(role: string, name: string): Promise<string> {
    return await until(`the ${role} ${JSON.stringify(name)}`, async () => {
      await here();
      const elements = await marionette.send<Record<string, string>[]>("WebDriver:FindElements", {
        using: "css selector",
        value: SELECTORS[role] ?? `[role=${role}]`,
      });
      for (const { [ELEMENT]: id } of elements) {
        // One that the page has just replaced has no name any more.
        const label = await marionette.send<string>("WebDriver:GetComputedLabel", { id }).catch(() => "");
        if (id !== undefined && label.startsWith(name)) return id;
      }
      return null;
    });
  }

  return {
    run,
    text: (selector) =>
      run(
        `return [...document.querySelectorAll(args[0])].map((one) => one.innerText).join(" ").replace(/\\s+/g, " ")`,
        selector,
      ),
    async type(label, text) {
      const id = await find("textbox", label);
      await marionette.send("WebDriver:ElementClear", { id });
      await marionette.send("WebDriver:ElementSendKeys", { id, text });
    },
    async click(role, name) {
      await marionette.send("WebDriver:ElementClick", { id: await find(role, name) });
    },
    async close() {
      await here();
      const [left] = await marionette.send<string[]>("WebDriver:CloseWindow");
      await marionette.send("WebDriver:SwitchToWindow", { handle: left });
    },
  };
}
