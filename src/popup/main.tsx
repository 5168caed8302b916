import { render } from "preact";
import { send } from "../browser/commands.ts";
import { localizeDocument, t } from "../browser/i18n.ts";
import { boundShortcuts } from "../browser/shortcuts.ts";
import { everySecond } from "../ui/every-second.ts";
import { firstPaint } from "../ui/first-paint.ts";
import { openItems, paintFirst } from "../ui/item-store.ts";
import { parsed } from "../ui/parsed.ts";
import { Popup } from "./popup.tsx";
import { createActions, NOTHING_ASKED, stillAsked } from "./popup-state.ts";

/** Paints once, with the devices in it; the background is asked for news only then. */
async function start(): Promise<void> {
  const asked = Promise.all([openItems(), boundShortcuts(), parsed()]);
  // The first word has the page wait for the catalogue: meanwhile the rest is on its way.
  localizeDocument(t("extensionName"));
  const [store, shortcuts] = await asked;
  const root = document.getElementById("app") as HTMLElement;
  let state = NOTHING_ASKED;
  let told: unknown = store.items().notice;
  function paint(): void {
    const items = store.items();
    render(
      <Popup items={items} state={state} actions={actions} shortcuts={shortcuts} now={Date.now()} />,
      root,
    );
    const toTell = state.refusal ?? items.notice;
    // With many devices the alert lies below what can be seen.
    if (toTell !== null && toTell !== told) {
      root.querySelector("[role=alert]")?.scrollIntoView({ block: "nearest" });
    }
    told = toTell;
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
    // A question that has answered itself does not come back with the next change.
    state = { ...state, question: stillAsked(store.items(), state) };
    paint();
  });
  // A popup opens with the focus nowhere. On the verdict, a screen reader says it, and the next Tab is the first switch.
  root.querySelector<HTMLElement>("[data-first-focus]")?.focus();

  await firstPaint();
  everySecond(paint);
  const refresh = (): void => void send({ type: "refresh" });
  refresh();
  addEventListener("online", refresh);
}

void start();
