import type { RefObject } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { send } from "../browser/commands.ts";
import type { CcmRegion } from "../core/account.ts";
import type { Device } from "../core/devices/device.ts";
import { type Message, message } from "../core/message.ts";
import type { Explained } from "../ui/alerts.tsx";
import { countryInForce } from "./countries.ts";
import { type PhoneNumber, readPhoneNumber } from "./phone-number.ts";

/** A phone and the number that it is to have, in E.164. */
export interface Wish {
  readonly device: Device;
  readonly number: string;
}

/** How far a change has come. */
export type Step =
  | { readonly kind: "asking"; readonly wish: Wish }
  | { readonly kind: "changing" }
  | { readonly kind: "changed"; readonly wish: Wish }
  | {
      readonly kind: "failed";
      readonly explanation: Explained;
      readonly wish: Wish;
    };

interface NumberChangeState {
  readonly form: RefObject<HTMLFormElement | null>;
  readonly step: Step | null;
  /** What is wrong with the number that was typed. */
  readonly error: Message | undefined;
  /** Reads the form, and asks the agent whether it is meant. */
  readonly ask: (event: SubmitEvent, region: CcmRegion) => void;
  readonly change: (wish: Wish) => Promise<void>;
  /** Goes back to before anything was asked. */
  readonly back: () => void;
}

/**
 * Gives a phone another number (CCM), once the agent has heard what that means.
 *
 * @param phones those that the agent has
 * @param reload reads what is stored again, before a reply is acted upon
 */
export function useNumberChange(
  phones: readonly Device[],
  reload: () => Promise<unknown>,
): NumberChangeState {
  const [step, setStep] = useState<Step | null>(null);
  const [error, setError] = useState<Message | undefined>();
  const form = useRef<HTMLFormElement>(null);

  useLayoutEffect(() => {
    if (error !== undefined) form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [error]);

  function ask(event: SubmitEvent, region: CcmRegion): void {
    event.preventDefault();
    if (form.current === null || step?.kind === "changing") return;
    const typed = new FormData(form.current);
    const device = phones.find(({ id }) => id === typed.get("phone")) ?? phones[0];
    const country = countryInForce(String(typed.get("country")), region);
    const read = readPhoneNumber(String(typed.get("number")), country);
    const wrong = whatIsWrong(device, read);
    setError(wrong);
    if (device === undefined || read.number === null || wrong !== undefined) setStep(null);
    else setStep({ kind: "asking", wish: { device, number: read.number } });
  }

  async function change(wish: Wish): Promise<void> {
    setStep({ kind: "changing" });
    const reply = await send({ type: "change-number", device: wish.device.id, number: wish.number });
    await reload();
    if (reply.ok) form.current?.reset();
    if (reply.ok) setStep({ kind: "changed", wish });
    else setStep({ kind: "failed", explanation: reply, wish });
  }

  return { form, step, error, ask, change, back: () => setStep(null) };
}

function whatIsWrong(device: Device | undefined, read: PhoneNumber): Message | undefined {
  if (read.number === null) return read.error ?? message("numberEnterWhole");
  return read.number === device?.address ? message("numberIsSame") : undefined;
}
