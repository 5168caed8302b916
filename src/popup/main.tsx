import { render } from "preact";
import { send } from "../browser/commands.ts";
import { localizeDocument, t } from "../browser/i18n.ts";
import { boundShortcuts } from "../browser/shortcuts.ts";
import { everySecond } from "../ui/every-second.ts";
import { firstPaint } from "../ui/first-paint.ts";
import { openItems, paintFirst } from "../ui/item-store.ts";
import { pageParsed } from "../ui/page-parsed.ts";
import { Popup } from "./popup.tsx";
import { createActions, NOTHING_ASKED, stillAsked } from "./popup-state.ts";

/** Paints once, with the devices, and only then asks the background for a new read. */
async function start(): Promise<void> {
  const loading = Promise.all([openItems(), boundShortcuts(), pageParsed()]);
  // The first text blocks until the browser loads the catalogue. The other requests are already under way.
  localizeDocument(t("extensionName"));
  const [store, shortcuts] = await loading;
  const root = document.getElementById("app") as HTMLElement;
  let state = NOTHING_ASKED;
  let announced: unknown = store.items().notice;
  function paint(): void {
    const items = store.items();
    render(
      <Popup items={items} state={state} actions={actions} shortcuts={shortcuts} now={Date.now()} />,
      root,
    );
    const alert = state.refusal ?? items.notice;
    // With many devices the alert is out of sight.
    if (alert !== null && alert !== announced) {
      root.querySelector("[role=alert]")?.scrollIntoView({ block: "nearest" });
    }
    announced = alert;
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
    // A question that no longer applies must not come back with a later change.
    state = { ...state, question: stillAsked(store.items(), state) };
    paint();
  });
  // A popup opens without focus. With the focus on the verdict, a screen reader reads it, and Tab leads to the first switch.
  root.querySelector<HTMLElement>("[data-first-focus]")?.focus();

  await firstPaint();
  everySecond(paint);
  const refresh = (): void => void send({ type: "refresh" });
  refresh();
  addEventListener("online", refresh);
}

void start();
