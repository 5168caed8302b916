import { render } from "preact";
import { AlertBody } from "./alerts.tsx";
import { parsed } from "./parsed.ts";

const UNREADABLE = {
  problem: "The browser cannot read what Hookswitch has stored, so nothing is known.",
  remedy:
    "Hookswitch keeps trying. If it stays so, the browser's profile may be damaged: remove Hookswitch, install it again, and set it up.",
};

/** Says, in place of a page, that there is nothing to make it of. */
export async function showUnreadable(): Promise<void> {
  await parsed();
  render(
    <>
      <h1 class="visually-hidden">Hookswitch</h1>
      <div role="alert" class="alerts">
        <AlertBody explanation={UNREADABLE} />
      </div>
    </>,
    document.getElementById("app") as HTMLElement,
  );
}
