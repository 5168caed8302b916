import { expect } from "vitest";
import type { Badge } from "../../../src/core/devices/badge.ts";
import { elements } from "../rendered.ts";
import type { WireWorld } from "./wire-world.ts";

/** What badge, tooltip and popup show of the devices. */
export interface ShownState {
  readonly text: string;
  readonly colour: Badge["colour"];
  /** What both the tooltip and the popup say. */
  readonly says: readonly RegExp[];
  readonly switches: readonly string[];
}

/** Badge, tooltip and popup agree, nothing is said twice, and nothing is wrong. */
export function expectShown(world: WireWorld, { text, colour, says, switches }: ShownState): void {
  const view = world.popup.view();
  expect(world.badge).toEqual({ text, colour });
  for (const part of says) {
    expect(world.title).toMatch(part);
    expect(view.sentence).toMatch(part);
  }
  expect(view.text).toMatch(/Checked (just now|\d+ s ago)/);
  expect(view.switches).toEqual(switches);
  expect(view.alerts).toBe("");
  expect(elements(world.popup.page(), ({ props }) => props.role === "status")).toHaveLength(1);
}
