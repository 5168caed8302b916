import { type Api, RULES } from "../core/api-rules.ts";
import type { Device } from "../core/devices/device.ts";
import { secretOf } from "../core/field-to-mend.ts";
import { type Message, message } from "../core/message.ts";
import type { AfterForAWhile } from "../core/rules/after-for-a-while.ts";
import { afterWords } from "./after-words.ts";
import type { PopupAction } from "./popup-action.ts";

/** The words of the button for the one thing to do. */
export interface ActionWords {
  readonly text: Message;
  /** What is below them in small: a message, or a number or name in the server's words. */
  readonly small: Message | string | null;
  /** Whether it is more than one choice among others. */
  readonly isMain: boolean;
  /** Whether the key `switch-device` does the same now. */
  readonly isKeys: boolean;
}

/** What the button says for each thing that it may do. */
export function actionWords(action: PopupAction, api: Api): ActionWords {
  const main = (text: Message, small: Message | string | null = null): ActionWords => ({
    text,
    small,
    isMain: true,
    isKeys: false,
  });
  switch (action.do) {
    case "set-up":
      return main(message("popupSetUp"));
    case "organisation":
      return main(message("signInWithOrganisation"));
    case "sign-in":
      return main(message("actionSignIn"));
    case "enter-secret":
      return main(message(secretOf(api).enterTheNew), message("actionAskAdministrator"));
    case "allow":
      return main(message("allowAccess"));
    case "check":
      return action.isUrgent
        ? main(message("actionCheckAgain"), message("actionTriesItself"))
        : { ...main(message("actionCheckAgain")), isMain: false };
    case "open-softphone":
      return main(message("openSoftphone"));
    case "allow-microphone":
      return main(message("allowMicrophone"), message("allowMicrophoneWhere"));
    case "unmute":
      return main(message("unmuteSoftphone"));
    case "wait":
      return {
        ...main(message(action.for === "switch" ? "popupSwitching" : "popupChecking")),
        isMain: false,
      };
    case "end-for-a-while":
      return { ...main(message("actionEndNow"), then(action.after, api)), isMain: false };
    case "rescue":
      return { ...main(message("actionRingMyPhone"), action.device.address), isKeys: action.isKeys };
    case "switch":
      return { ...main(ringWords(action.ring, api), nameOf(action.device)), isMain: false, isKeys: true };
  }
}

function ringWords(ring: "phone" | "softphone" | "both", api: Api): Message {
  if (ring === "both") return message("keysBoth");
  if (RULES[api].constraint === "at-most-one-on")
    return message(ring === "phone" ? "actionPhone" : "actionSoftphone");
  return message(ring === "phone" ? "keysPhoneOnly" : "keysSoftphoneOnly");
}

function then(after: AfterForAWhile, api: Api): Message {
  return after === "rules" || after === "as-it-is" ? afterWords(after) : ringWords(after, api);
}

function nameOf(device: Device | null): string | null {
  return device && (device.name ?? device.address);
}
