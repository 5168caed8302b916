import { render } from "preact";
import { message } from "../core/message.ts";
import { AlertBody, type Explained } from "./alerts.tsx";

const UNREADABLE: Explained = {
  problem: [message("nothingKnownUnreadable")],
  remedy: [message("keepsTrying"), message("profileMayBeDamaged")],
};

/** Says in the page, in place of all that it would show, that the browser cannot read what is stored. */
export function showUnreadableNote(): void {
  const root = document.getElementById("app");
  // Not parsed yet: it is said when the next attempt fails.
  if (root === null) return;
  render(
    <div role="alert" class="unreadable-note">
      <AlertBody explanation={UNREADABLE} />
    </div>,
    root,
  );
}
