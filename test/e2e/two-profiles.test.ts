import { describe, expect } from "vitest";
import { DEMO } from "../emulator/emulator.ts";
import {
  atServer,
  devicesOn,
  eventually,
  openPopupRead,
  phoneSwitch,
  setUp,
  setUpCcm,
  shown,
  softphoneSwitch,
  switches,
  untilSwitched,
  writes,
} from "./agent-view.ts";
import { test as base } from "./harness/fixtures.ts";
import { type Hookswitch, launchHookswitch } from "./harness/launch.ts";
import { reset } from "./harness/reset.ts";
import { waitForBadge } from "./harness/toolbar.ts";

const { phoneDeviceId: PHONE, sipDeviceId: SIP } = DEMO.ccm;

/** Two browsers with a profile each. */
const test = base
  .extend(
    "fileOther",
    { scope: "file" },
    async ({ extension, env, fileEmulator }, { onCleanup }): Promise<Hookswitch> => {
      const handle = await launchHookswitch({ extension, env, emulator: fileEmulator });
      onCleanup(() => handle.close());
      await reset(handle);
      return handle;
    },
  )
  .extend("two", ({ hookswitch, fileOther }, { onCleanup }): [Hookswitch, Hookswitch] => {
    onCleanup(() => reset(fileOther));
    return [hookswitch, fileOther];
  });

const both = async <T>(two: readonly Hookswitch[], act: (handle: Hookswitch) => Promise<T>): Promise<T[]> =>
  await Promise.all(two.map((handle) => act(handle)));

describe("two profiles with the same agent", () => {
  test("both press at once: the last one wins, and both end with the truth", async ({ two, emulator }) => {
    await both(two, (handle) => setUp(handle));
    const [here, there] = await both(two, (handle) => openPopupRead(handle, emulator));
    if (here === undefined || there === undefined) throw new Error("two popups were expected");
    for (const phoneLast of [false, true]) {
      emulator.store.setIntegrations({ phone: true, sip: true });
      await both(two, async (handle) => {
        const popup = handle === two[0] ? here : there;
        await popup.getByRole("button", { name: "Check now" }).click();
        await eventually(() => shown(popup)).toEqual({ phone: "on", softphone: "on" });
      });
      // Both are on their way before either is done; then one comes after the other.
      const from = emulator.requests.length;
      const holds = [
        emulator.faults.hold("before", { method: "PUT" }),
        emulator.faults.hold("before", { method: "PUT" }),
      ];
      await softphoneSwitch(here).click();
      await holds[0]?.held;
      await phoneSwitch(there).click();
      await holds[1]?.held;
      const order = phoneLast ? holds : [...holds].reverse();
      for (const hold of order) {
        const done = emulator.requests.slice(from).filter(({ carriedOut }) => carriedOut).length;
        hold.release();
        await eventually(
          () => emulator.requests.slice(from).filter(({ carriedOut }) => carriedOut).length,
        ).toBeGreaterThan(done);
      }
      await both(two, untilSwitched);
      await both([...two], async (handle) => {
        const popup = handle === two[0] ? here : there;
        await popup.getByRole("button", { name: "Check now" }).click();
        await waitForBadge(handle, phoneLast ? "SIP" : "TEL");
        await eventually(() => shown(popup)).toEqual(
          phoneLast ? { phone: "off", softphone: "on, locked" } : { phone: "on, locked", softphone: "off" },
        );
      });
      expect(atServer(emulator)).toEqual({ phone: !phoneLast, sip: phoneLast });
    }
    expect(writes(emulator)).not.toContainEqual({ phone: false, sip: false });
  });

  test("both press at once on CCM: never two on, one in the end, and both show which", async ({
    two,
    emulator,
  }) => {
    emulator.store.account().rateLimit.userManagementPerMinute = 1_000_000;
    await both(two, (handle) => setUpCcm(handle));
    const popups = await both(two, (handle) => openPopupRead(handle, emulator));
    for (let round = 0; round < 2; round += 1) {
      const onBefore = devicesOn(emulator);
      await Promise.all(
        popups.map((popup) =>
          (onBefore[0] === PHONE ? softphoneSwitch(popup) : phoneSwitch(popup)).click({ force: true }),
        ),
      );
      await Promise.all(two.map((handle, index) => untilSwitched(handle, popups[index])));
      await eventually(() => devicesOn(emulator)).toHaveLength(1);
      const [on] = devicesOn(emulator);
      await Promise.all(
        popups.map(async (popup) => {
          await popup.getByRole("button", { name: "Check now" }).click();
          await eventually(() => switches(popup)).toEqual([
            `PSTN phone: ${on === PHONE ? "on" : "off"}`,
            `SIP softphone: ${on === SIP ? "on" : "off"}`,
          ]);
        }),
      );
      await both(two, (handle) => waitForBadge(handle, on === SIP ? "S?" : "TEL"));
    }
  });
});
