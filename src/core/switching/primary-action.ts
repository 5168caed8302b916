import { RULES } from "../api-rules.ts";
import type { Assignment, Device, Reading } from "../devices/device.ts";
import { isLost, isOpenByDevices, type Verdict, type VerdictInput } from "../devices/verdict.ts";
import { withheldHost } from "../failure.ts";
import { offersSignIn } from "../sign-in/sign-in.ts";
import { softphoneToOpen } from "../softphone-tab/softphone-to-open.ts";
import { isTabFault, type TabFault } from "../softphone-tab/tab-evidence.ts";
import type { Press, Ring } from "./press.ts";
import { type PressContext, resolveNow } from "./resolve-now.ts";
import { switchUnderWay } from "./under-way.ts";

/**
 * The one thing to do next.
 *
 * - `organisation`: sign in with the organisation.
 * - `rescue`: no call reaches the agent, or the softphone that is on, and this phone can ring.
 * - `open-softphone`, `allow-microphone`, `unmute`: the softphone's tab is what keeps calls from being taken or heard.
 * - `switch`: what the key `switch-device` does now. `press` names the place, so that it leads there whenever it is repeated.
 *   `device`: the one that comes on, where there are several of its kind.
 * - `check`: read again. `isUrgent`: nothing is known, and nothing else helps.
 * - `wait`: a switch or the first read is under way.
 */
export type PrimaryAction =
  | { readonly do: "set-up" | "organisation" | "sign-in" | "enter-secret" }
  | { readonly do: "allow"; readonly host: string }
  | { readonly do: "open-softphone" | "allow-microphone" | "unmute" }
  | { readonly do: "wait"; readonly for: "switch" | "read" }
  | { readonly do: "check"; readonly isUrgent: boolean }
  | { readonly do: "rescue"; readonly press: Press; readonly device: Device; readonly isKeys: boolean }
  | { readonly do: "switch"; readonly press: Press; readonly ring: Ring; readonly device: Device | null };

const NEXT: Press = { ring: "next" };
const TO_PHONE: Press = { ring: "phone" };

/**
 * Decides on the one thing to do next.
 *
 * @param asked the target of a press that is not stored yet; `null` if there is none
 */
export function primaryAction(
  verdict: Verdict,
  input: VerdictInput & PressContext,
  asked: Assignment | null,
): PrimaryAction {
  const { account, accountFrom, status, journal, policy = null, now } = input;
  const { reading, failure, credentials } = status;
  if (account === null) return { do: offersSignIn(policy) ? "organisation" : "set-up" };
  if (credentials !== "present" && accountFrom === "organisation") return { do: "organisation" };
  // What a policy sets, the agent cannot enter.
  if (credentials !== "present" && accountFrom === "policy") return { do: "check", isUrgent: true };
  if (credentials !== "present") return { do: credentials === "missing" ? "sign-in" : "enter-secret" };
  const host = withheldHost(failure);
  if (host !== null) return { do: "allow", host };
  if (verdict.reach === "reading") return { do: "wait", for: "read" };
  if (asked !== null || switchUnderWay(journal, now) !== null) return { do: "wait", for: "switch" };
  const isKnown = verdict.reach !== "unknown" || isOpenByDevices(verdict.why);
  if (reading === null || !isKnown) return { do: "check", isUrgent: true };
  return mend(verdict, reading, input) ?? next(reading, input);
}

/** What helps where a call would not be taken, or not be heard; `null` if nothing is wrong or nothing helps. */
function mend(verdict: Verdict, reading: Reading, input: VerdictInput & PressContext): PrimaryAction | null {
  if (!("softphone" in verdict)) return null;
  if (verdict.muted) return { do: "unmute" };
  const { reach, softphone } = verdict;
  if (reach !== "nobody" && !isLost(softphone)) return null;
  const opening = isTabFault(softphone) ? openSoftphone(softphone, input) : null;
  // A phone that rings already needs no rescue.
  return (reach === "phone" && opening) || rescue(reading, input) || opening;
}

function openSoftphone(fault: TabFault, { softphoneTabs, settings }: VerdictInput): PrimaryAction | null {
  if (softphoneToOpen(softphoneTabs, settings.softphonePage) === null) return null;
  return { do: fault === "microphone-denied" ? "allow-microphone" : "open-softphone" };
}

/** The press that makes a phone ring; `null` if there is no phone that can. */
function rescue(reading: Reading, context: PressContext): PrimaryAction | null {
  const phones = reading.devices.filter(
    ({ kind, verified, address }) => kind === "pstn" && verified !== false && address !== null,
  );
  const found = resolveNow(TO_PHONE, reading, context);
  const device = phones.find(({ id }) => found.ok && found.target[id] === true) ?? phones[0];
  if (device === undefined) return null;
  const isFound = found.ok && found.target[device.id] === true;
  const press = isFound ? TO_PHONE : { device: device.id, on: true };
  if (!resolveNow(press, reading, context).ok) return null;
  const key = resolveNow(NEXT, reading, context);
  const isKeys = isFound && key.ok && JSON.stringify(key.target) === JSON.stringify(found.target);
  return { do: "rescue", press, device, isKeys };
}

/** What the key does now; without another place to ring, there is only the check. */
function next(reading: Reading, context: PressContext): PrimaryAction {
  const found = resolveNow(NEXT, reading, context);
  if (!found.ok) return { do: "check", isUrgent: false };
  const on = reading.devices.filter(({ id }) => found.target[id] === true);
  const [device, other] = on;
  const isOnlyOne = RULES[reading.api].constraint === "at-most-one-on";
  const ring = other !== undefined ? "both" : device?.kind === "sip" ? "softphone" : "phone";
  const alike = reading.devices.filter(({ kind }) => kind === device?.kind);
  return {
    do: "switch",
    press: { ring },
    ring,
    device: isOnlyOne && alike.length > 1 && device !== undefined ? device : null,
  };
}
