import { type Message, type MessageId, message } from "../message.ts";
import type { Explanation } from "../notice.ts";
import type { Impossible, Instead, Lost } from "./press.ts";

/**
 * Why a press was not sent.
 *
 * @param lost for `last-one-lost`: the device that the press would have turned on
 */
export function explainImpossible(why: Impossible, lost?: Lost): Explanation {
  if (why === "last-one-lost") {
    const which = lost === undefined ? message("lastDeviceCannotRing") : whyLost(lost);
    return { problem: [which, message("severalOthers")], remedy: [message("chooseInPopup")] };
  }
  const { problem, remedy } = IMPOSSIBLE[why];
  return { problem: [message(problem)], remedy: [message(remedy)] };
}

const IMPOSSIBLE = {
  "no-phone": { problem: "noPhone", remedy: "askToAddDevice" },
  "no-softphone": { problem: "noSoftphone", remedy: "askToAddDevice" },
  "both-not-allowed": { problem: "onlyOneCanBeOn", remedy: "choosePhoneOrSoftphone" },
  "last-device": { problem: "lastDeviceMustStayOn", remedy: "turnOtherOnFirst" },
  "would-leave-none": { problem: "wouldLeaveNone", remedy: "turnOffInPopup" },
  unverified: { problem: "deviceUnverified", remedy: "verifyThenTurnOn" },
  "no-such-device": { problem: "deviceGone", remedy: "checkDevices" },
  "other-device-on": { problem: "unknownDeviceOn", remedy: "turnOffElsewhere" },
} as const satisfies Record<
  Exclude<Impossible, "last-one-lost">,
  { readonly problem: MessageId; readonly remedy: MessageId }
>;

/** Says that another device has taken the place of the one that was on last. */
export function explainInstead(instead: Instead): Explanation {
  const other = instead.kind === "pstn" ? "otherPhoneRingsInstead" : "otherSoftphoneRingsInstead";
  return {
    problem: [
      whyLost(instead),
      instead.by === null ? message(other) : message("namedRingsInstead", { name: instead.by }),
    ],
    remedy: [message(instead.why === "unverified" ? "verifyAndTurnOn" : "turnOnIfOther")],
  };
}

function whyLost({ kind, name, why }: Lost): Message {
  const isGone = why === "gone";
  if (kind === "pstn") {
    if (name === null) return message(isGone ? "lastPhoneGone" : "lastPhoneUnverified");
    return message(isGone ? "namedPhoneGone" : "namedPhoneUnverified", { name });
  }
  if (name === null) return message(isGone ? "lastSoftphoneGone" : "lastSoftphoneUnverified");
  return message(isGone ? "namedSoftphoneGone" : "namedSoftphoneUnverified", { name });
}
