import { render } from "preact";
import { send } from "../browser/commands.ts";
import { boundShortcuts } from "../browser/shortcuts.ts";
import { followItems } from "../ui/follow-items.ts";
import { Popup } from "./popup.tsx";

const root = document.getElementById("app") as HTMLElement;

/** Paints once, with the devices in it; the background is asked for news only then. */
async function start(): Promise<void> {
  const reload = await followItems(boundShortcuts(), (items, shortcuts) =>
    render(<Popup items={items} shortcuts={shortcuts} reload={() => reload()} />, root),
  );
  const refresh = (): void => void send({ type: "refresh" });
  refresh();
  addEventListener("online", refresh);
}

void start();
