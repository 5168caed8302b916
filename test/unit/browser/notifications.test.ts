import { beforeEach, expect, it, vi } from "vitest";
import { notifications, watchNotifications } from "../../../src/browser/notifications.ts";
import type { Alert } from "../../../src/core/alerts/alert.ts";
import { message } from "../../../src/core/message.ts";

const here = vi.hoisted(() => ({
  create: vi.fn<(id: string, options: object) => Promise<string>>(),
  update: vi.fn<(id: string, options: object) => Promise<boolean>>(),
  clear: vi.fn<(id: string) => Promise<boolean>>(),
  added: [] as string[],
  isFirefox: false,
}));

vi.mock("../../../src/browser/extension.ts", async () => ({
  browser: {
    i18n: { getMessage: (await import("../english.ts")).getMessage, getUILanguage: () => "en-US" },
    runtime: { getURL: (path: string) => `chrome-extension://id/${path}` },
    notifications: {
      create: here.create,
      get update() {
        return here.isFirefox ? undefined : here.update;
      },
      clear: here.clear,
      get onButtonClicked() {
        return here.isFirefox ? undefined : { addListener: () => here.added.push("pressed") };
      },
      onClicked: { addListener: () => here.added.push("clicked") },
      onClosed: { addListener: () => here.added.push("closed") },
      getAll: () => Promise.resolve({ reach: {}, "of another version": {}, rule: {} }),
    },
  },
}));

const ALERT: Alert = {
  title: message("alertNobody"),
  text: [message("asSentence", { words: message("verdictNobody") }), message("whyAllOff")],
  buttons: [{ do: "ring-phone", press: { ring: "phone" } }, { do: "later" }],
  isSilent: false,
  stays: true,
};
const PLAIN = {
  type: "basic",
  iconUrl: "chrome-extension://id/icons/icon-128.png",
  title: "You would miss a call now",
  message: "Calls will not reach you. All your devices are off.",
};
/** Without buttons, a click on the text has to do. */
const WITHOUT_BUTTONS = { ...PLAIN, message: `${PLAIN.message} Click here to open Hookswitch.` };
const WHOLE = {
  ...PLAIN,
  buttons: [{ title: "Ring my phone" }, { title: "Later" }],
  requireInteraction: true,
  silent: false,
};

/** As Firefox does: at once, not by a rejected promise. */
function refusesOptions(_id: string, options: object): Promise<string> {
  const other = Object.keys(options).find((key) => !(key in PLAIN));
  if (other !== undefined) throw new TypeError(`Property "${other}" is unsupported by Firefox`);
  return Promise.resolve("");
}

beforeEach(() => {
  here.isFirefox = false;
  here.added = [];
  here.create.mockReset().mockResolvedValue("");
  here.update.mockReset().mockResolvedValue(true);
  here.clear.mockReset().mockResolvedValue(true);
});

it("a notification has its kind for a name, the words, and buttons", async () => {
  await notifications.show("reach", ALERT);
  expect(here.create.mock.calls).toEqual([["reach", WHOLE]]);
});

it("a browser that refuses buttons gets one without them", async () => {
  here.create.mockImplementation(refusesOptions);
  await notifications.show("reach", ALERT);
  expect(here.create.mock.lastCall).toEqual(["reach", WITHOUT_BUTTONS]);
});

it("a browser that shows no notification at all says so", async () => {
  here.create.mockRejectedValue(new Error("not now"));
  await expect(notifications.show("reach", ALERT)).rejects.toThrow("not now");
});

it("a change tells whether the notification is still there", async () => {
  expect(await notifications.update("reach", ALERT)).toBe(true);
  here.update.mockResolvedValue(false);
  expect(await notifications.update("reach", ALERT)).toBe(false);
  expect(here.update.mock.lastCall).toEqual(["reach", WHOLE]);
  expect(here.create).not.toHaveBeenCalled();
});

it("a browser without changes gets a new one in its place", async () => {
  here.isFirefox = true;
  here.create.mockImplementation(refusesOptions);
  expect(await notifications.update("reach", ALERT)).toBe(true);
  expect(here.create.mock.lastCall).toEqual(["reach", WITHOUT_BUTTONS]);
});

it("only our own kinds count as shown, and one is withdrawn by its name", async () => {
  expect(await notifications.shown()).toEqual(["reach", "rule"]);
  await notifications.withdraw("rule");
  expect(here.clear).toHaveBeenCalledWith("rule");
});

it.each([
  [false, ["pressed", "clicked", "closed"]],
  [true, ["clicked", "closed"]],
])("a browser without buttons has no event of theirs: %s", (isFirefox, added) => {
  here.isFirefox = isFirefox;
  const nothing = (): void => undefined;
  watchNotifications({ pressed: nothing, clicked: nothing, closed: nothing });
  expect(here.added).toEqual(added);
});
