import { afterAll, beforeAll, describe, it } from "vitest";
import { HOSTS } from "../emulator/emulator.ts";
import { setUp } from "./agent-view.ts";
import { type FaultBench, startFaultBench } from "./fault-bench.ts";
import { DNS_FAULT, WIRE_FAULTS } from "./wire-faults.ts";

let bench: FaultBench;

beforeAll(async () => {
  bench = await startFaultBench({
    api: "integrations",
    setUp,
    well: { saying: "both", badge: "SIP" },
    elsewhere: [HOSTS.mumbai, HOSTS.singapore],
  });
});

afterAll(() => bench?.close());

for (const { title, rows } of WIRE_FAULTS) {
  describe(title, () => {
    it.for(rows.map((row) => [row.name, row] as const))("%s", async ([, row]) => {
      for (const how of row.strikes) await bench.lookAt(row, how);
    });
  });
}

/** Last, since it takes another browser: which names there are is said when a browser is started. */
it(DNS_FAULT.name, () => bench.lookWithoutNames(DNS_FAULT));
