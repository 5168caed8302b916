import type { Device } from "../devices/device.ts";
import { softphoneState, type VerdictInput } from "../devices/verdict.ts";
import { message } from "../message.ts";
import { softphoneLine } from "../softphone-tab/softphone-line.ts";
import { softphoneToOpen } from "../softphone-tab/softphone-to-open.ts";
import { tabEvidence } from "../softphone-tab/tab-evidence.ts";
import { isEvidence, reportsRegistration } from "./account-checks.ts";
import type { Check, Mend } from "./check.ts";

/** The checks of the softphone. None where Exotel has no softphone for the agent. */
export function checkSoftphone(input: VerdictInput): readonly Check[] {
  const { reading } = input.status;
  const softphones = reading?.devices.filter(({ kind }) => kind === "sip") ?? [];
  if (reading !== null && softphones.length === 0) return [];
  return [checkRegistration(input, softphones), ...checkTab(input)];
}

function checkRegistration(input: VerdictInput, softphones: readonly Device[]): Check {
  const { reading } = input.status;
  const known = { name: "registration", mend: null } as const;
  if (!reportsRegistration(input))
    return { ...known, holds: null, says: [message("checkRegistrationNotReported")] };
  if (reading === null || !isEvidence(input))
    return { ...known, holds: null, says: [message("checkRegistrationNotRead")], mend: { by: "read" } };
  // One that is off can be registered, too.
  const states = softphones.map((device) =>
    softphoneState({ ...device, on: true }, reading, input, input.now),
  );
  if (states.includes("registered")) return { ...known, holds: true, says: [message("checkRegistered")] };
  if (states.includes("not-seen-lately") || states.includes("last-seen-unusable"))
    return { ...known, holds: null, says: [message("checkRegisteredPerhaps")], mend: open(input) };
  if (states.includes("not-registered"))
    return { ...known, holds: false, says: [message("checkNotRegistered")], mend: open(input) };
  return { ...known, holds: null, says: [message("checkRegistrationNotRead")], mend: { by: "read" } };
}

function checkTab(input: VerdictInput): readonly Check[] {
  const { softphoneTabs: tabs, settings } = input;
  const line = softphoneLine(tabs, settings.softphonePage, null);
  const { fault, ringing, isMuted } = tabEvidence(tabs);
  const known = { name: "tab", mend: open(input) } as const;
  const says = [message("asSentence", { words: line.says })];
  if (tabs.length === 0) {
    const field: Mend = { by: "options", field: "softphone-page", label: message("checkEnterPage") };
    const isNamed = settings.softphonePage !== null;
    return [
      isNamed
        ? { ...known, holds: false, says: [message("checkTabNotSeen")] }
        : { ...known, holds: false, says: [message("checkTabNotWatched")], mend: field },
    ];
  }
  if (fault !== null) return [{ ...known, holds: false, says }];
  if (ringing === 0) return [{ ...known, holds: null, says }];
  const sound: Check = isMuted
    ? { name: "sound", holds: false, says: [message("checkMuted")], mend: { by: "unmute" } }
    : { name: "sound", holds: true, says: [message("checkNotMuted")], mend: null };
  // It warns of what an open page lacks: the permission for the microphone.
  if (line.warns && !isMuted) return [{ ...known, holds: false, says }, sound];
  return [{ ...known, holds: true, says: [message("checkTabOpen", { count: ringing })], mend: null }, sound];
}

function open({ softphoneTabs, settings }: VerdictInput): Mend | null {
  return softphoneToOpen(softphoneTabs, settings.softphonePage) === null ? null : { by: "open-softphone" };
}
