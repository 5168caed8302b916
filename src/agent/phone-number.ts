import type { Reply } from "../browser/commands.ts";
import { type Account, sameAccount, shareBudget } from "../core/account.ts";
import { afterWrite } from "../core/devices/device-changes.ts";
import { isE164 } from "../core/e164.ts";
import { explainWait, troubleOfAttempt } from "../core/explain-failure.ts";
import { isOutcomeUnknown, withheldHost } from "../core/failure.ts";
import { message } from "../core/message.ts";
import { withWait } from "../core/polling/server-waits.ts";
import { asFailure } from "../exotel/exotel-error.ts";
import type { AccountChanges } from "./account.ts";
import type { ChangeQueue } from "./change-queue.ts";
import type { Reader } from "./reading.ts";
import type { State } from "./state.ts";
import type { Vault } from "./vault.ts";

const NUMBER_OF_ANOTHER: Reply = {
  ok: false,
  problem: [message("accountChangedNumberNot")],
  remedy: [message("checkDevicesAndRetry")],
};

/** Changes a phone's number of this account, once nothing else is changing a device. */
export type ChangeNumber = (account: Account | null, device: string, number: string) => Promise<Reply>;

export function createNumberChange(
  now: () => number,
  state: State,
  vault: Vault,
  reader: Reader,
  queue: ChangeQueue,
  accounts: AccountChanges,
): ChangeNumber {
  return (account, device, number) =>
    queue.addWhenEmpty(
      async () =>
        sameAccount(account, state.items.account)
          ? changeNumber(now, state, vault, reader, device, number)
          : NUMBER_OF_ANOTHER,
      // While the account is changing, nothing is known about the devices.
      accounts.changing,
    );
}

/** Changes a phone's number (CCM) in a request of its own, then reads the devices. */
async function changeNumber(
  now: () => number,
  state: State,
  vault: Vault,
  reader: Reader,
  deviceId: string,
  number: string,
): Promise<Reply> {
  const { account, status } = state.items;
  const device = status.reading?.devices.find(({ id }) => id === deviceId);
  if (account === null || device?.kind !== "pstn") {
    return {
      ok: false,
      problem: [message("notYourPhone")],
      remedy: [message("choosePhone")],
    };
  }
  if (!isE164(number)) {
    return {
      ok: false,
      problem: [message("notE164", { number })],
      remedy: [message("enterLikeE164", { example: "+919876543210" })],
    };
  }
  const { generation } = state;
  const api = await vault.open(account);
  if (api?.changeNumber === undefined) {
    return {
      ok: false,
      problem: [message("numbersFixed")],
      remedy: [message("askAdministrator")],
    };
  }
  const { writeUntil } = state.waits();
  if (writeUntil !== null && writeUntil > now()) return { ok: false, ...explainWait(writeUntil - now()) };
  reader.invalidateReads();
  try {
    const answer = await api.changeNumber(deviceId, number);
    const { reading } = state.items.status;
    // Record the answer first: the old number no longer rings, even if the read fails.
    if (generation === state.generation && reading !== null) {
      await state.setStatus({ reading: afterWrite(reading, answer) });
    }
    if (generation === state.generation) {
      reader.invalidateReads();
      await reader.read(api);
    }
    return { ok: true };
  } catch (error) {
    const failure = asFailure(error);
    const perhaps = isOutcomeUnknown(failure) || failure.kind === "server";
    // Keep the server's wait even if the answer comes late.
    if (failure.waitUntil !== null && shareBudget(account, state.items.account)) {
      await state.set({ waits: withWait(state.waits(), { writeUntil: failure.waitUntil }, now()) });
    }
    if (generation === state.generation) {
      // A read begun meanwhile may have seen the devices before the write.
      reader.invalidateReads();
      // Whether refused or unanswered, the devices themselves show the outcome.
      const found = await reader.read(api);
      if ("kind" in found && perhaps && generation === state.generation)
        await state.setStatus({ inDoubt: true });
    }
    return {
      ok: false,
      ...troubleOfAttempt(failure, perhaps ? [message("numberPerhapsChanged")] : []),
      withheld: withheldHost(failure),
    };
  }
}
