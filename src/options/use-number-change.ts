import type { RefObject } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { send } from "../browser/commands.ts";
import type { CcmRegion } from "../core/account.ts";
import type { Device } from "../core/devices/device.ts";
import { type Message, message } from "../core/message.ts";
import type { Explained } from "../ui/alerts.tsx";
import { effectiveCountry } from "./countries.ts";
import { type PhoneNumber, readPhoneNumber } from "./phone-number.ts";

/** A phone and its wanted number, in E.164. */
export interface Wish {
  readonly device: Device;
  readonly number: string;
}

/** The step of a change. */
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
  /** What is wrong with the typed number. */
  readonly error: Message | undefined;
  /** Reads the form and asks the agent to confirm. */
  readonly ask: (event: SubmitEvent, region: CcmRegion) => void;
  readonly change: (wish: Wish) => Promise<void>;
  /** Returns to the state before the question. */
  readonly back: () => void;
}

/**
 * Gives a phone another number (CCM), after the agent has confirmed it.
 *
 * @param phones the agent's phones
 * @param reload reads the stored items again, before the page acts on a reply
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
    const country = effectiveCountry(String(typed.get("country")), region);
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
