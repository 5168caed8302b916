import { describe, expect } from "vitest";
import type { Fault } from "../../emulator/faults.ts";
import { DEMO } from "../../emulator/store.ts";
import { CCM_FAULTS } from "../../wire-faults/ccm-faults.ts";
import { CORE_FAULTS } from "../../wire-faults/core-faults.ts";
import { expectNextRead, REGULAR, saidOf, timed, waitOf, whenFaded } from "../../wire-faults/expectations.ts";
import { OLDER_FAULTS } from "../../wire-faults/older-faults.ts";
import {
  good,
  isGoodRead,
  overEmulatedWire,
  SENTENCES,
  type Shown,
  type WireFault,
  type WireFaultGroup,
} from "../../wire-faults/row.ts";
import { testStrikes } from "./test-strikes.ts";
import { signedInWireWorld, type WireWorld } from "./wire-world.ts";

/**
 * What befalls a read, but for what `fetch` itself meets: `test/e2e/wire-faults.test.ts` strikes that in a browser, and a sample
 * of this.
 */

const SECRETS = [
  DEMO.integrations.token,
  DEMO.older.token,
  DEMO.older.sipSecret,
  DEMO.ccm.apiToken,
  DEMO.ccm.apiKey,
];

function expectShown(world: WireWorld, { saying, badge }: Shown, problem: string | null): void {
  const { sentence, problems } = world.popup.view();
  expect({ sentence, problems, badge: world.badge.text }).toEqual({
    sentence: SENTENCES[saying],
    problems: problem === null ? [] : [problem],
    badge,
  });
}

/** A good read, the fault, what is shown, the fault's end, and a good read again. */
async function lookAt(world: WireWorld, well: Shown, row: WireFault, fault: Fault): Promise<void> {
  const { shown, holds, lacks } = row;
  const { faults, requests } = world.wire;
  expectShown(world, well, null);
  await world.pass(5_000);
  faults.always(timed(fault, world.now));
  const since = world.now;
  const from = requests.length;
  await world.popup.press("Check now");
  // A user that one contract of Integrations Core does not know is asked for by the other one.
  const isAskedAgain = world.api !== "ccm" && world.items.status.failure?.kind === "not-found";
  expect(requests.length).toBe(from + (isAskedAgain ? 2 : 1));
  expectShown(world, shown, saidOf(shown, fault));
  const { status } = world.items;
  if (isGoodRead(shown)) expect(status.reading?.takenAt).toBeGreaterThanOrEqual(since);
  else expect(status.failure).not.toBeNull();
  const delay = expectNextRead(shown, waitOf(fault), world.items, since, world.now);
  if (shown.next === "backoff") expect(delay).toBeGreaterThan(REGULAR.most);
  if (shown.fades) expect(whenFaded(world.items)).toEqual({ sentence: SENTENCES["no answer"], badge: "?" });
  const { text } = world.popup.view();
  if (holds !== undefined) expect(text).toContain(holds);
  if (lacks !== undefined) expect(text).not.toMatch(lacks);
  for (const secret of SECRETS) expect(text).not.toContain(secret);

  faults.clear();
  if (shown.next === "as asked") await waitAsAsked(world);
  await world.popup.press("Check now");
  expectShown(world, well, null);
}

/** Neither the agent's own look nor anything else overrules the server's wait. */
async function waitAsAsked(world: WireWorld): Promise<void> {
  const { requests } = world.wire;
  const from = requests.length;
  await world.popup.press("Check now");
  await world.pass((world.items.waits.readUntil ?? 0) - world.now - 1);
  expect(requests.length).toBe(from);
  await world.pass(1);
}

const isStruckHere = ({ rows }: WireFaultGroup): boolean =>
  rows.some((row) => overEmulatedWire(row).length > 0);

describe.each([
  { api: "integrations-core", groups: CORE_FAULTS, well: good("both", "SIP") },
  { api: "usermapping", groups: OLDER_FAULTS, well: good("phone", "TEL") },
  { api: "ccm", groups: CCM_FAULTS, well: good("phone", "TEL") },
] as const)("a read from $api", ({ api, groups, well }) => {
  // A group of which every row needs a socket is a browser's alone.
  for (const { title, rows } of groups.filter(isStruckHere)) {
    describe(title, () => {
      testStrikes(
        rows,
        ({ name }) => name,
        async (row, fault) => lookAt(await signedInWireWorld(api), well, row, fault),
      );
    });
  }
});
