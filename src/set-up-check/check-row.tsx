import { inWords, t } from "../browser/i18n.ts";
import type { Check } from "../core/set-up/check.ts";
import { Icon } from "../ui/icon.tsx";
import { CHECK_NAMES, lookOf } from "./check-words.ts";
import { MendButton } from "./mend-button.tsx";

/** One check: whether it holds, what is known, and the button that mends it. */
export function CheckRow({ check }: { readonly check: Check }) {
  const { words, icon, look } = lookOf(check.holds);
  const heading = `check-${check.name}`;
  return (
    <li class={`check ${look}`} aria-labelledby={heading}>
      <span class="check-mark">
        <Icon name={icon} />
      </span>
      <div class="check-says">
        <h2 id={heading}>{t(CHECK_NAMES[check.name])}</h2>
        <p>{inWords(check.says)}</p>
      </div>
      <p class="check-state">{t(words)}</p>
      {check.mend !== null && <MendButton mend={check.mend} />}
    </li>
  );
}
