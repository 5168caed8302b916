import { shareBudget } from "../core/account.ts";
import type { Assignment } from "../core/devices/device.ts";
import { afterWrite } from "../core/devices/device-changes.ts";
import type { Failure } from "../core/failure.ts";
import { withWait } from "../core/polling/server-waits.ts";
import { writeWait } from "../core/polling/write-wait.ts";
import type { Request, SwitchEvent } from "../core/switching/events.ts";
import { hasBegun } from "../core/switching/journal.ts";
import { mayRegister } from "../core/switching/registers.ts";
import type { DeviceApi } from "../exotel/device-api.ts";
import { asFailure } from "../exotel/exotel-error.ts";
import type { Pacer } from "./pacer.ts";
import type { Platform } from "./platform.ts";
import type { Reader } from "./reading.ts";
import type { State } from "./state.ts";
import type { Vault } from "./vault.ts";

/**
 * Sends a switch's requests, one after the other, and records what the answers say about the devices, the credentials and
 * the server's waits.
 *
 * @returns a function that takes the request and the generation it belongs to. It rejects when the browser fails.
 */
export function createSwitchRequests(
  { now, random }: Platform,
  state: State,
  pacer: Pacer,
  vault: Vault,
  reader: Reader,
): (request: Request, generation: number) => Promise<SwitchEvent> {
  let api: DeviceApi | null = null;

  function isOurs(generation: number): boolean {
    return generation === state.generation && state.items.journal !== null;
  }

  async function open(generation: number): Promise<SwitchEvent> {
    const { account } = state.items;
    api = account === null ? null : await vault.open(account);
    if (api !== null) return { type: "opened" };
    // The browser tells the policy seconds after its start.
    if (state.items.accountFrom === "policy") return { type: "failed" };
    if (isOurs(generation)) await state.setStatus({ credentials: "missing", nextReadAt: null });
    return { type: "signed-out" };
  }

  async function read(from: DeviceApi, settling: boolean): Promise<SwitchEvent> {
    const { journal, status } = state.items;
    if (settling && journal !== null && mayRegister(journal, status.reading?.devices ?? []))
      reader.expectRegistration();
    const found = await reader.read(from);
    return "kind" in found
      ? { type: "read-failed", failure: found }
      : { type: "read", devices: found.devices };
  }

  async function write(to: DeviceApi, change: Assignment, generation: number): Promise<SwitchEvent> {
    const failure = await send(to, change, generation);
    if (failure === null) return { type: "written" };
    if (failure.kind === "credentials-refused" && isOurs(generation)) await reader.recordRefusal(failure);
    return { type: "write-failed", failure };
  }

  /** Sends one write and records its answer. */
  async function send(to: DeviceApi, change: Assignment, generation: number): Promise<Failure | null> {
    const { account, journal } = state.items;
    const period = pacer.period();
    reader.invalidateReads();
    try {
      const answer = await to.write(change);
      const { reading } = state.items.status;
      if (generation === state.generation && reading !== null)
        void state.setStatus({ reading: afterWrite(reading, answer) });
      return null;
    } catch (error) {
      const failed = asFailure(error);
      const pace = { now: now(), period, fastest: pacer.bounds().fastest, random: random() };
      // What has begun goes on as soon as the server allows it.
      const waitUntil = journal === null || hasBegun(journal) ? failed.waitUntil : writeWait(failed, pace);
      const failure = { ...failed, waitUntil };
      // Keep the wait even if the answer comes late.
      if (failure.waitUntil !== null && shareBudget(account, state.items.account))
        await state.set({ waits: withWait(state.waits(), { writeUntil: failure.waitUntil }, now()) });
      return failure;
    } finally {
      // A read begun meanwhile may have seen the devices before the write.
      if (generation === state.generation) reader.invalidateReads();
    }
  }

  return async (request, generation) => {
    if (request.do === "open" || api === null) return open(generation);
    return request.do === "read" ? read(api, request.settling) : write(api, request.change, generation);
  };
}
