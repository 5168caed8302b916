import { render } from "preact";
import { boundShortcuts } from "../browser/shortcuts.ts";
import { openItems } from "../ui/item-store.ts";
import { parsed } from "../ui/parsed.ts";
import { OptionsPage } from "./options-page.tsx";

async function start(): Promise<void> {
  const [store, bound] = await Promise.all([openItems(), boundShortcuts(), parsed()]);
  const root = document.getElementById("app") as HTMLElement;
  let shortcuts = bound;
  const paint = (): void =>
    render(<OptionsPage items={store.items()} shortcuts={shortcuts} reload={store.reload} />, root);
  paint();
  store.watch(paint);
  // The agent may come back from the browser's shortcut page.
  addEventListener("focus", async () => {
    shortcuts = await boundShortcuts();
    paint();
  });
}

void start();
