import { afterAll, beforeAll, it } from "vitest";
import { HOSTS } from "../emulator/emulator.ts";
import { CORE_FAULTS, DNS_FAULT } from "../wire-faults/core-faults.ts";
import { setUp } from "./agent-view.ts";
import { describeFaults, type FaultBench, startFaultBench } from "./fault-bench.ts";

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

/** All that needs a socket; `test/unit/wire/read-faults.test.ts` has the rest. */
describeFaults(CORE_FAULTS, () => bench);

/** Last, since it takes another browser: which names there are is said when a browser is started. */
it(DNS_FAULT.name, () => bench.lookWithoutNames(DNS_FAULT));
