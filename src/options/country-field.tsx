import { useEffect, useState } from "preact/hooks";
import { send } from "../browser/commands.ts";
import type { CcmRegion } from "../core/account.ts";
import type { Settings } from "../core/settings.ts";
import { RichText } from "../ui/rich-text.tsx";
import { choiceToKeep, countries, countryInForce, countryWords } from "./countries.ts";

interface CountryFieldProps {
  readonly id: string;
  readonly region: CcmRegion;
  readonly settings: Settings;
}

/** Whose numbers are entered without a country's code: the region's country, until the agent chooses another, which is kept. */
export function CountryField({ id, region, settings }: CountryFieldProps) {
  const [chosen, setChosen] = useState(settings.country);
  useEffect(() => setChosen(settings.country), [settings.country]);
  const country = countryInForce(chosen, region);

  function choose(value: string): void {
    const kept = choiceToKeep(value, region);
    setChosen(kept);
    void send({ type: "change-settings", settings: { ...settings, country: kept } });
  }

  return (
    <p class="country hint">
      <RichText
        id="numberCountry"
        around={(words) => <label for={id}>{words}</label>}
        parts={{
          country: (
            <select
              id={id}
              name="country"
              class="input"
              value={country}
              onChange={(event) => choose(event.currentTarget.value)}
            >
              {countries().map((one) => (
                <option key={one} value={one}>
                  {countryWords(one)}
                </option>
              ))}
            </select>
          ),
        }}
      />
    </p>
  );
}
