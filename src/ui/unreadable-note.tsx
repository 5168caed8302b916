import { render } from "preact";
import { message } from "../core/message.ts";
import { AlertBody, type Explained } from "./alerts.tsx";

const UNREADABLE: Explained = {
  problem: [message("storageUnreadable")],
  remedy: [message("keepsTrying"), message("reinstall")],
};

/** Replaces the page's content with a note that the browser cannot read its storage. */
export function showUnreadableNote(): void {
  const root = document.getElementById("app");
  // The page is not parsed yet. If the next attempt fails, the note appears then.
  if (root === null) return;
  render(
    <div role="alert" class="unreadable-note">
      <AlertBody explanation={UNREADABLE} />
    </div>,
    root,
  );
}
