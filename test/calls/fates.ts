import type { Hookswitch } from "../e2e/harness/launch.ts";
import { pause, until } from "../e2e/harness/wait.ts";
import type { RegistrarOptions } from "../sip/registrar.ts";
import type { Rig } from "../sip/rig.ts";
import { endFocusEmulation } from "./focus-emulation.ts";
import { openSoftphone, type SoftphoneTab, setMicrophone } from "./softphone-tab.ts";

/** What a fate strikes. */
export interface Scene {
  readonly handle: Hookswitch;
  readonly rig: Rig;
  readonly tab: SoftphoneTab;
}

/** Something that happens to a softphone that is registered. */
export interface Fate {
  /** In the documents' table. */
  readonly title: string;
  /** Lets it happen, and resolves when it has. */
  readonly strike: (scene: Scene) => Promise<unknown>;
  /** What the registrar needs for it. */
  readonly registrar?: RegistrarOptions;
  /** Whether the page goes on renewing its registration, so that the server never learns of it. */
  readonly renews?: boolean;
}

/** The SDK refuses to sign off by a nonce that is older than this, seconds. */
const NONCE = 1;
/** How long a script hangs, ms: longer than it is looked at. */
const HANG_MS = 40_000;

const inTabs = ({ handle, tab }: Scene, call: string): Promise<unknown> =>
  handle.keeper.evaluate(`chrome.tabs.${call.replace("ID", String(tab.id))}`);

async function pageCommand<T>({ handle, tab }: Scene, send: (cdp: PageSession) => Promise<T>): Promise<T> {
  return await send(await handle.context.newCDPSession(tab.page));
}
type PageSession = Awaited<ReturnType<Hookswitch["context"]["newCDPSession"]>>;

const untilUnregistered = ({ rig }: Scene): Promise<unknown> =>
  until("the contact to go", async () => (await rig.contacts()).length === 0);

/** By name. Each begins with a softphone that is registered, and its tab in front. */
export const FATES = {
  registered: { title: "registered", strike: async () => undefined },
  unregistered: {
    title: "signed off in its page",
    async strike(scene) {
      await scene.tab.page.evaluate("phone.UnRegister()");
      await untilUnregistered(scene);
    },
  },
  "stale-nonce": {
    title: "signed off in its page, by a stale nonce",
    registrar: { nonce: NONCE },
    async strike({ tab }) {
      // The nonce ages by the registrar's clock, which nothing announces.
      await pause(NONCE * 1_000 + 1_500);
      await tab.page.evaluate("phone.UnRegister()");
    },
  },
  closed: { title: "tab closed", strike: (scene) => inTabs(scene, "remove(ID)") },
  crashed: {
    title: "tab crashed",
    async strike(scene) {
      const crashed = scene.tab.page.waitForEvent("crash");
      void pageCommand(scene, (cdp) => cdp.send("Page.crash")).catch(() => undefined);
      await crashed;
    },
  },
  discarded: { title: "tab discarded", strike: (scene) => inTabs(scene, "discard(ID)") },
  navigated: { title: "tab led elsewhere", strike: ({ tab }) => tab.page.goto("about:blank") },
  reloaded: { title: "tab reloaded", strike: ({ tab }) => tab.page.reload() },
  frozen: {
    title: "tab frozen",
    async strike(scene) {
      await endFocusEmulation(scene.tab.page);
      await scene.handle.keeper.bringToFront();
      await pageCommand(scene, (cdp) => cdp.send("Page.setWebLifecycleState", { state: "frozen" }));
      await until(
        "the tab to freeze",
        async () => (await inTabs(scene, "get(ID).then(({ frozen }) => frozen)")) === true,
      );
    },
  },
  hung: {
    title: "script hung",
    strike: ({ tab }) =>
      tab.page.evaluate(
        `void setTimeout(() => { for (const end = Date.now() + ${HANG_MS}; Date.now() < end; ); }, 0)`,
      ),
  },
  "no-microphone": {
    title: "microphone forbidden",
    renews: true,
    strike: ({ handle }) => setMicrophone(handle, "denied"),
  },
  muted: {
    title: "tab muted",
    renews: true,
    strike: (scene) => inTabs(scene, "update(ID, { muted: true })"),
  },
  "dead-line": { title: "network silently dead", strike: async ({ rig }) => rig.line.cut() },
  "two-tabs": { title: "two tabs", strike: ({ handle, rig }) => openSoftphone(handle, rig) },
  "one-of-two-closed": {
    title: "two tabs, the first one closed",
    async strike(scene) {
      await openSoftphone(scene.handle, scene.rig);
      await inTabs(scene, "remove(ID)");
    },
  },
  "registrar-restarted": {
    title: "registrar restarted",
    strike: ({ rig }) => rig.registrar.restart(),
  },
  "contact-removed": {
    title: "contact removed at the registrar",
    strike: ({ rig }) => rig.removeContacts(),
  },
} satisfies Readonly<Record<string, Fate>>;

export type FateName = keyof typeof FATES;
