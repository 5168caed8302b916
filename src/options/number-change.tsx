import { t } from "../browser/i18n.ts";
import type { Items } from "../store/items.ts";
import { TextField } from "../ui/text-field.tsx";
import { CountryField } from "./country-field.tsx";
import { NumberChangeStep } from "./number-change-step.tsx";
import { PhoneChoice } from "./phone-choice.tsx";
import { useNumberChange } from "./use-number-change.ts";

interface NumberChangeProps {
  readonly items: Items;
  readonly reload: () => Promise<Items>;
}

/** Gives a phone another number (CCM), after the agent has confirmed it. */
export function NumberChange({ items: { account, status, settings }, reload }: NumberChangeProps) {
  const all = status.reading?.devices ?? [];
  const phones = all.filter(({ kind }) => kind === "pstn");
  const { form, step, error, ask, change, back } = useNumberChange(phones, reload);

  // Keep showing the result of a change, even if no phone is left.
  if (account?.api !== "ccm" || (phones.length === 0 && step === null)) return null;

  const { region } = account;
  return (
    <section class="card" aria-labelledby="number-heading">
      <h2 id="number-heading">{t("numberHeading")}</h2>
      {phones.length > 0 && (
        <form ref={form} onSubmit={(event) => ask(event, region)} noValidate autocomplete="off">
          <PhoneChoice phones={phones} all={all} onChoose={back} />
          <TextField
            name="number"
            label={t("numberNew")}
            error={error}
            onInput={() => step?.kind === "asking" && back()}
            beside={
              <button type="submit" class="secondary" aria-disabled={step?.kind === "changing"}>
                {t("numberChange")}
              </button>
            }
          />
          <CountryField id="field-number-country" region={region} settings={settings} />
        </form>
      )}
      <div class="outcome">
        {step !== null && (
          <NumberChangeStep
            step={step}
            phones={phones}
            onChange={(wish) => void change(wish)}
            onBack={back}
          />
        )}
      </div>
    </section>
  );
}
