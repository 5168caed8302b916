import { render } from "preact";
import { localizeDocument, t } from "../browser/i18n.ts";
import type { History } from "../core/history/record.ts";
import { closeHistory, readHistory } from "../store/history-database.ts";
import type { Items } from "../store/items.ts";
import { openItems, paintFirst } from "../ui/item-store.ts";
import { pageParsed } from "../ui/page-parsed.ts";
import { HistoryPage, type Shown } from "./history-page.tsx";
import { timeFieldValue } from "./time-field.ts";

/** How long after a change of the items their history is written, ms, and some more. */
const WRITTEN_AFTER = 500;
/** How often to read what is written while nothing changes, ms. */
const READ_EVERY = 30_000;

const NOTHING: History = { records: [], mark: null };

/** How long the browser may take to read it, ms, before the page says that it cannot. */
const READ_WITHIN = 3_000;

/** The agent's history; `null` if the browser cannot read it. */
async function read({ account, settings }: Items): Promise<History | null> {
  if (account === null || !settings.keepsHistory) return NOTHING;
  const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), READ_WITHIN));
  return Promise.race([readHistory(account).catch(() => null), late]).finally(closeHistory);
}

async function start(): Promise<void> {
  localizeDocument(t("historyTitle"));
  const [store] = await Promise.all([openItems(), pageParsed()]);
  const root = document.getElementById("app") as HTMLElement;
  let history = await read(store.items());
  let shown: Shown = { day: null, time: timeFieldValue(Date.now()) };
  const paint = (): void =>
    render(
      <HistoryPage items={store.items()} history={history} shown={shown} show={show} now={Date.now()} />,
      root,
    );
  function show(changes: Partial<Shown>): void {
    shown = { ...shown, ...changes };
    paint();
  }
  let reading: Promise<void> = Promise.resolve();
  /** One after the other: the end of one closes the database. */
  function readAgain(): void {
    reading = reading.then(async () => {
      history = await read(store.items());
      paint();
    });
  }
  await paintFirst(paint, store);
  let isDue = false;
  store.watch(() => {
    if (isDue) return;
    isDue = true;
    setTimeout(() => {
      isDue = false;
      readAgain();
    }, WRITTEN_AFTER);
  });
  setInterval(readAgain, READ_EVERY);
}

void start();
