import { getByRole } from "@testing-library/dom";
import { SetUpPage } from "../../../src/set-up-check/set-up-page.tsx";
import { WirePage } from "./wire-page.ts";
import type { WireWorld } from "./wire-world.ts";

/** The page that checks the set-up. */
export class WireSetUpCheck extends WirePage {
  static async open(world: WireWorld): Promise<WireSetUpCheck> {
    const page = new WireSetUpCheck(world);
    await page.mount();
    return page;
  }

  protected component() {
    const browser = { isPinned: true, key: "Alt+Shift+S", mayNotify: true, tellsOfLocks: true };
    return <SetUpPage items={this.store.items()} browser={browser} now={this.world.now} />;
  }

  /** What a point says: its state, and its sentences; `null` where there is no such point. */
  says(name: string): string | null {
    const [point] = this.all("listitem", name);
    const part = (one: string) => point?.querySelector(one)?.textContent;
    return point ? `${part(".check-state")}: ${part(".check-says p")}` : null;
  }

  /** Presses the button that mends what a point says. */
  async mend(name: string, button: string): Promise<void> {
    const [point] = this.all("listitem", name);
    getByRole(point!, "button", { name: button }).click();
    await this.settle();
    await this.untilAnswered();
  }
}
