import type { Reply } from "../browser/commands.ts";
import { isE164 } from "../core/e164.ts";
import { explainWait, troubleOfFailure } from "../core/words.ts";
import { asFailure } from "../exotel/exotel-error.ts";
import type { Refresh } from "./refresh.ts";
import type { State } from "./state.ts";
import type { Vault } from "./vault.ts";

/** Changes a phone's number (CCM), in a request of its own, and reads what became of the device. */
export async function changeNumber(
  now: () => number,
  state: State,
  vault: Vault,
  refresh: Refresh,
  deviceId: string,
  number: string,
): Promise<Reply> {
  const { account, status } = state.items;
  const device = status.reading?.devices.find(({ id }) => id === deviceId);
  if (account === null || device?.kind !== "pstn") {
    return {
      ok: false,
      problem: "This is no phone of yours.",
      remedy: "Choose a phone whose number to change.",
    };
  }
  if (!isE164(number)) {
    return {
      ok: false,
      problem: `“${number}” is not a phone number with its country code.`,
      remedy: "Enter it like +919876543210.",
    };
  }
  const api = await vault.open(account);
  if (api?.changeNumber === undefined) {
    return {
      ok: false,
      problem: "Numbers cannot be changed on this account.",
      remedy: "Ask your administrator.",
    };
  }
  const { writeUntil } = state.items.waits;
  if (writeUntil !== null && writeUntil > now()) return { ok: false, ...explainWait(writeUntil - now()) };
  const { generation } = state;
  refresh.overtake();
  try {
    await api.changeNumber(deviceId, number);
    return { ok: true };
  } catch (error) {
    const failure = asFailure(error);
    if (failure.waitUntil !== null && generation === state.generation) {
      await state.set({ waits: { ...state.items.waits, writeUntil: failure.waitUntil } });
    }
    return { ok: false, ...troubleOfFailure(failure) };
  } finally {
    // Done, refused or not heard of: the devices themselves tell.
    refresh.overtake();
    if (generation === state.generation) await refresh.read(api);
  }
}
