import { it } from "vitest";
import { type OverEmulatedWire, overEmulatedWire, type Struck } from "../../wire-faults/row.ts";

/** A test for each strike of the rows that the emulated wire can make. */
export function testStrikes<Row extends Struck>(
  rows: readonly Row[],
  nameOf: (row: Row) => string,
  strike: (row: Row, fault: OverEmulatedWire) => Promise<void>,
): void {
  const tests = rows.flatMap((row) =>
    overEmulatedWire(row).map((fault, index, { length }) => {
      const name = nameOf(row);
      return [length === 1 ? name : `${name} (${index + 1} of ${length})`, row, fault] as const;
    }),
  );
  it.for(tests)("%s", ([, row, fault]) => strike(row, fault));
}
