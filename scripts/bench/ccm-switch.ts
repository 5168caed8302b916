import { type Headed, launchHeaded } from "../../test/e2e/harness/keys.ts";
import { waitForBadge } from "../../test/e2e/harness/toolbar.ts";
import { stopWorker } from "../../test/e2e/harness/worker.ts";
import { startEmulator } from "../../test/emulator/emulator.ts";
import { type Api, connectDemoAgent } from "../demo/connect.ts";
import { compare, type Ratio } from "./ratio.ts";

/** The server's part of a round trip, ms. */
const LATENCY = 50;
const ROUNDS = 15;

/**
 * CCM's figures: the time from a key press to the first write, compared with Integrations Core, and how long no device is on
 * during a switch, compared with one round trip to the same server.
 *
 * @throws Error if a switch makes other requests than two writes and one read
 */
export async function ccmSwitch(): Promise<Ratio[]> {
  // Reuse connections, as Exotel does.
  const emulator = await startEmulator({ keepAlive: true });
  const handles: Headed[] = [];
  try {
    const open = async (api: Api): Promise<Headed> => {
      const handle = await launchHeaded({ emulator });
      handles.push(handle);
      const options = await handle.openOptions();
      await connectDemoAgent(options, api);
      await options.close();
      await waitForBadge(handle, api === "ccm" ? "TEL" : "SIP");
      return handle;
    };
    const core = await open("integrations-core");
    const ccm = await open("ccm");
    const firstWrite = async (handle: Headed): Promise<number> => {
      await stopWorker(handle);
      await handle.display.focus(handle.pid);
      const from = emulator.requests.length;
      const started = performance.timeOrigin + performance.now();
      handle.display.pressKeys("alt+shift+s");
      const put = await emulator.waitForRequest({ method: "PUT" }, { from, timeoutMs: 10_000 });
      await emulator.waitForRequest({ method: "GET" }, { from, phase: "finished" });
      return put.startedAt - started;
    };
    const press = await compare(
      { name: "key press to the first write on CCM", against: "Integrations Core's", limit: 1.2 },
      () => firstWrite(ccm),
      () => firstWrite(core),
      ROUNDS,
    );

    emulator.faults.always({ kind: "delay", ms: LATENCY });
    const withoutDevice = async (): Promise<number> => {
      const from = emulator.requests.length;
      await ccm.pressKeys("alt+shift+s");
      await emulator.waitForRequest({ method: "GET" }, { from, phase: "finished", timeoutMs: 10_000 });
      const made = emulator.requests.slice(from).map(({ method }) => method);
      if (made.join() !== "PUT,PUT,GET") throw new Error(`a switch took ${made.join()}`);
      const [off, on] = emulator.requests.slice(from);
      return (on?.finishedAt ?? Number.NaN) - (off?.finishedAt ?? Number.NaN);
    };
    const roundTrip = async (): Promise<number> =>
      await ccm.keeper.evaluate(async (address) => {
        const started = performance.now();
        await (await fetch(address, { cache: "no-store" })).text();
        return performance.now() - started;
      }, "https://ccm-api.in.exotel.com/v2/accounts/none/users");
    const gap = await compare(
      { name: `time with no device on (server ${LATENCY} ms away)`, against: "one round trip", limit: 1.3 },
      withoutDevice,
      roundTrip,
      ROUNDS,
    );
    return [press, gap];
  } finally {
    for (const handle of handles) await handle.close();
    await emulator.close();
  }
}
