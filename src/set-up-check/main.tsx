import { render } from "preact";
import { send } from "../browser/commands.ts";
import { localizeDocument, t } from "../browser/i18n.ts";
import { isPinned, watchPinned } from "../browser/pinned.ts";
import { tellsOfLocks } from "../browser/presence.ts";
import { boundShortcuts } from "../browser/shortcuts.ts";
import { mayNotify, withdrawTestNotification } from "../browser/test-notification.ts";
import type { BrowserFacts } from "../core/set-up/computer-checks.ts";
import { everySecond } from "../ui/every-second.ts";
import { openItems, paintFirst } from "../ui/item-store.ts";
import { pageParsed } from "../ui/page-parsed.ts";
import { SetUpPage } from "./set-up-page.tsx";

async function browserFacts(): Promise<BrowserFacts> {
  const [pinned, shortcuts, allowed] = await Promise.all([isPinned(), boundShortcuts(), mayNotify()]);
  const key = shortcuts.find(({ command }) => command === "switch-device")?.key ?? null;
  return { isPinned: pinned, key, mayNotify: allowed, tellsOfLocks: tellsOfLocks() };
}

async function start(): Promise<void> {
  localizeDocument(t("checkTitle"));
  const [store, first] = await Promise.all([openItems(), browserFacts(), pageParsed()]);
  const root = document.getElementById("app") as HTMLElement;
  let browser = first;
  const paint = (): void =>
    render(<SetUpPage items={store.items()} browser={browser} now={Date.now()} />, root);
  await paintFirst(paint, store);
  let notificationAt = store.items().setUpSeen.notificationAt;
  store.watch(() => {
    paint();
    if (notificationAt === store.items().setUpSeen.notificationAt) return;
    // It has been pressed. Not every system takes it away then.
    ({ notificationAt } = store.items().setUpSeen);
    void withdrawTestNotification();
  });
  everySecond(paint);
  // The agent comes back from where they have pinned, or changed a key.
  watchPinned(async () => {
    browser = await browserFacts();
    paint();
  });
  // What was read minutes ago says little of the shift that begins.
  void send({ type: "refresh" });
}

void start();
