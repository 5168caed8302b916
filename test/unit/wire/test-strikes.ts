import { it } from "vitest";
import { type OverEmulatedWire, overEmulatedWire, type Struck } from "../../wire-faults/row.ts";

/** A test for each row of which something is struck over the emulated wire. */
export function testStrikes<Row extends Struck>(
  rows: readonly Row[],
  nameOf: (row: Row) => string,
  strike: (row: Row, fault: OverEmulatedWire) => Promise<void>,
): void {
  const here = rows.filter((row) => overEmulatedWire(row).length > 0);
  it.for(here.map((row) => [nameOf(row), row] as const))("%s", async ([, row]) => {
    for (const fault of overEmulatedWire(row)) await strike(row, fault);
  });
}
