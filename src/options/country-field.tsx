import { useEffect, useState } from "preact/hooks";
import { send } from "../browser/commands.ts";
import type { CcmRegion } from "../core/account.ts";
import type { Settings } from "../core/settings.ts";
import { RichText } from "../ui/rich-text.tsx";
import { choiceToStore, countries, countryWords, effectiveCountry } from "./countries.ts";
import { Locked } from "./locked.tsx";

interface CountryFieldProps {
  readonly id: string;
  readonly region: CcmRegion;
  readonly settings: Settings;
}

/** The country of numbers entered without a country code: the region's, until the agent chooses another, which is stored. */
export function CountryField({ id, region, settings }: CountryFieldProps) {
  const [chosen, setChosen] = useState(settings.country);
  useEffect(() => setChosen(settings.country), [settings.country]);
  const country = effectiveCountry(chosen, region);

  function choose(value: string): void {
    const kept = choiceToStore(value, region);
    setChosen(kept);
    void send({ type: "change-settings", settings: { country: kept } });
  }

  return (
    <Locked name="country">
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
    </Locked>
  );
}
