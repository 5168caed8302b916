import { render } from "preact";
import { boundShortcuts } from "../browser/shortcuts.ts";
import { followItems } from "../ui/follow-items.ts";
import { OptionsPage } from "./options-page.tsx";

const root = document.getElementById("app") as HTMLElement;

/** The keys are read anew when the agent comes back from the browser's shortcut page. */
async function start(): Promise<void> {
  let repaint = (): void => undefined;
  let shortcuts = await boundShortcuts();
  const reload = await followItems(Promise.resolve(), (items) => {
    repaint = () => render(<OptionsPage items={items} shortcuts={shortcuts} reload={() => reload()} />, root);
    repaint();
  });
  addEventListener("focus", async () => {
    shortcuts = await boundShortcuts();
    repaint();
  });
}

void start();
