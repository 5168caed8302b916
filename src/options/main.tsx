import { render } from "preact";
import { localizeDocument, t } from "../browser/i18n.ts";
import { isPinned, watchPinned } from "../browser/pinned.ts";
import { boundShortcuts } from "../browser/shortcuts.ts";
import { openItems, paintFirst } from "../ui/item-store.ts";
import { pageParsed } from "../ui/page-parsed.ts";
import { OptionsPage } from "./options-page.tsx";

async function start(): Promise<void> {
  localizeDocument(t("optionsTitle"));
  const [store, bound, pinnedNow] = await Promise.all([
    openItems(),
    boundShortcuts(),
    isPinned(),
    pageParsed(),
  ]);
  const root = document.getElementById("app") as HTMLElement;
  let shortcuts = bound;
  let pinned = pinnedNow;
  const paint = (): void =>
    render(
      <OptionsPage items={store.items()} shortcuts={shortcuts} isPinned={pinned} reload={store.reload} />,
      root,
    );
  await paintFirst(paint, store);
  store.watch(paint);
  watchPinned(async () => {
    pinned = await isPinned();
    paint();
  });
  // The agent may have changed keys on the browser's shortcut page.
  addEventListener("focus", async () => {
    shortcuts = await boundShortcuts();
    paint();
  });
}

void start();
