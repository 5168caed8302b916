import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { send } from "../browser/commands.ts";
import type { Device } from "../core/devices/device.ts";
import type { Items } from "../store/items.ts";
import { AlertBody, type Explained } from "../ui/alerts.tsx";
import { AllowAccess } from "../ui/allow-access.tsx";
import { DeviceName } from "../ui/device-name.tsx";
import { deviceDetails } from "../ui/device-words.ts";
import { Icon } from "../ui/icon.tsx";
import { InlineConfirm } from "../ui/inline-confirm.tsx";
import { TextField } from "../ui/text-field.tsx";
import { CountryField } from "./country-field.tsx";
import { countryInForce, type PhoneNumber, readPhoneNumber } from "./phone-number.ts";
import { SuccessMessage } from "./success-message.tsx";

/** A phone and the number that it is to have, in E.164. */
interface Wish {
  readonly device: Device;
  readonly number: string;
}

type Step =
  | { readonly kind: "asking"; readonly wish: Wish }
  | { readonly kind: "changing" }
  | { readonly kind: "changed"; readonly wish: Wish }
  | {
      readonly kind: "failed";
      readonly explanation: Explained;
      readonly wish: Wish;
    };

interface NumberChangeProps {
  readonly items: Items;
  readonly reload: () => Promise<Items>;
}

/** Gives a phone another number (CCM), once the agent has heard what that means. */
export function NumberChange({ items: { account, status, settings }, reload }: NumberChangeProps) {
  const [step, setStep] = useState<Step | null>(null);
  const [error, setError] = useState<string | undefined>();
  const form = useRef<HTMLFormElement>(null);
  const all = status.reading?.devices ?? [];
  const phones = all.filter(({ kind }) => kind === "pstn");
  const [first] = phones;

  useLayoutEffect(() => {
    if (error !== undefined) form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [error]);

  // How a change came out is told, also where it showed that there is no phone any more.
  if (account?.api !== "ccm" || (first === undefined && step === null)) return null;

  const { region } = account;

  function ask(event: SubmitEvent): void {
    event.preventDefault();
    if (form.current === null || step?.kind === "changing") return;
    const typed = new FormData(form.current);
    const device = phones.find(({ id }) => id === typed.get("phone")) ?? first;
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

  return (
    <section class="card" aria-labelledby="number-heading">
      <h2 id="number-heading">Change a phone's number</h2>
      {first !== undefined && (
        <form ref={form} onSubmit={ask} noValidate autocomplete="off">
          {phones.length === 1 ? (
            <PhoneWords device={first} all={all} />
          ) : (
            <fieldset>
              <legend>Which phone?</legend>
              {phones.map((device) => (
                <label key={device.id} class="choice">
                  <input
                    type="radio"
                    name="phone"
                    value={device.id}
                    defaultChecked={device === first}
                    onChange={() => setStep(null)}
                  />
                  <span>
                    <PhoneWords device={device} all={all} />
                  </span>
                </label>
              ))}
            </fieldset>
          )}
          <TextField
            name="number"
            label="New phone number"
            error={error}
            onInput={() => step?.kind === "asking" && setStep(null)}
            beside={
              <button type="submit" class="secondary" aria-disabled={step?.kind === "changing"}>
                Change number
              </button>
            }
          />
          <CountryField id="field-number-country" region={region} settings={settings} />
        </form>
      )}
      <div class="outcome">
        {step?.kind === "asking" && (
          <InlineConfirm
            title={`Change the number to ${step.wish.number}?`}
            yes="Change it"
            no="Keep the old number"
            onAnswer={(yes) => (yes ? void change(step.wish) : setStep(null))}
          >
            <p>
              New calls stop going to <bdi>{step.wish.device.address ?? "the old number"}</bdi> at once. The
              new number must be verified with Exotel before it rings.
            </p>
            {step.wish.device.on === true && (
              <p>This phone is the device that is on: turn another one on first if calls are to reach you.</p>
            )}
          </InlineConfirm>
        )}
        {step?.kind === "changing" && <p role="status">Changing the number at Exotel…</p>}
        {step?.kind === "changed" && (
          <SuccessMessage title="The number is changed">
            <p>
              {isVerified(phones, step.wish)
                ? `${step.wish.number} is verified, and can ring.`
                : `${step.wish.number} is waiting for verification. Verify it with Exotel, or ask your administrator to; until then it cannot ring.`}
            </p>
          </SuccessMessage>
        )}
        {step?.kind === "failed" && (
          <div role="alert">
            <AlertBody explanation={step.explanation}>
              {step.explanation.withheld && (
                <AllowAccess host={step.explanation.withheld} onAllowed={() => void change(step.wish)} />
              )}
            </AlertBody>
          </div>
        )}
      </div>
    </section>
  );
}

function whatIsWrong(device: Device | undefined, read: PhoneNumber): string | undefined {
  if (read.number === null) return read.error ?? "Enter the whole number, in digits.";
  return read.number === device?.address ? "The phone has this number already." : undefined;
}

function isVerified(phones: readonly Device[], { device, number }: Wish): boolean {
  return phones.some(
    ({ id, address, verified }) => id === device.id && address === number && verified === true,
  );
}

/** A phone with the number that it has now. */
function PhoneWords({ device, all }: { readonly device: Device; readonly all: readonly Device[] }) {
  return (
    <div>
      <DeviceName device={device} all={all} />
      {device.address !== null && deviceDetails(device, all).includes(device.address) && (
        <>
          : <bdi>{device.address}</bdi>
        </>
      )}
      {device.verified === false && (
        <p class="waiting">
          <Icon name="clock" />
          Waiting for verification: verify it with Exotel before it can ring.
        </p>
      )}
    </div>
  );
}
