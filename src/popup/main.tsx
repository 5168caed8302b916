import { render } from "preact";
import { send } from "../browser/commands.ts";
import { frontTab } from "../browser/front-tab.ts";
import { localizeDocument, t } from "../browser/i18n.ts";
import { isPinned } from "../browser/pinned.ts";
import { boundShortcuts, type Shortcut } from "../browser/shortcuts.ts";
import type { FrontTab } from "../core/softphone-tab/softphone-line.ts";
import { everySecond } from "../ui/every-second.ts";
import { firstPaint } from "../ui/first-paint.ts";
import { openItems, paintFirst } from "../ui/item-store.ts";
import { pageParsed } from "../ui/page-parsed.ts";
import { Popup } from "./popup.tsx";
import { createActions, NOTHING_ASKED, stillAsked } from "./popup-state.ts";

/** Paints once, with the devices, and only then asks the background for a new read. */
async function start(): Promise<void> {
  const bound = boundShortcuts();
  const pinnedNow = isPinned();
  const loading = Promise.all([openItems(), pageParsed()]);
  // The first text blocks until the browser loads the catalogue. The other requests are already under way.
  localizeDocument(t("extensionName"));
  const [store] = await loading;
  const root = document.getElementById("app") as HTMLElement;
  let state = NOTHING_ASKED;
  let shortcuts: readonly Shortcut[] = [];
  let pinned: boolean | null = null;
  let front: FrontTab | null | undefined;
  let painted = false;
  function paint(): void {
    const hadFocus = root.contains(document.activeElement);
    render(
      <Popup
        items={store.items()}
        state={state}
        actions={actions}
        shortcuts={shortcuts}
        isPinned={pinned}
        front={front}
        now={Date.now()}
        painted={painted}
      />,
      root,
    );
    // What had the focus may be gone, such as a line that was dismissed. The next thing to do is always there.
    if (hadFocus && !root.contains(document.activeElement)) root.querySelector<HTMLElement>(".do")?.focus();
  }
  const actions = createActions(
    () => ({ ...store.items(), ...state }),
    (changes) => {
      state = { ...state, ...changes };
      paint();
    },
    store.reload,
  );
  await paintFirst(paint, store);
  store.watch(() => {
    // What no longer applies must not come back with a later change.
    const items = store.items();
    const checkFailed = state.checkFailed && items.status.failure !== null;
    state = { ...state, question: stillAsked(items, state), checkFailed };
    paint();
  });
  // A popup opens without focus. With the focus on the verdict, a screen reader reads it, and Tab leads to what can be done.
  root.querySelector<HTMLElement>("[data-first-focus]")?.focus();

  await firstPaint();
  painted = true;
  shortcuts = await bound;
  pinned = await pinnedNow;
  front = await frontTab();
  paint();
  everySecond(paint);
  const refresh = (): void => void send({ type: "refresh" });
  refresh();
  addEventListener("online", refresh);
}

void start();
