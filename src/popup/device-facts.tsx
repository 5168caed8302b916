import { inWords } from "../browser/i18n.ts";
import type { Fact } from "../ui/device-facts.ts";

interface DeviceFactsProps {
  readonly facts: readonly Fact[];
  /** Whether the first paint is over: times of day wait for it. */
  readonly painted: boolean;
}

/** What is known of a device besides its name and number. */
export function DeviceFacts({ facts, painted }: DeviceFactsProps) {
  if (facts.length === 0) return null;
  return (
    <p class="facts">
      {facts.map(({ tone, says, spoken, isMinor }, index) => (
        <span key={index} class={isMinor ? `fact-${tone} fact-minor` : `fact-${tone}`}>
          {spoken === undefined ? (
            inWords(says)
          ) : (
            <>
              <span aria-hidden="true">{painted && inWords(says)}</span>
              <span class="visually-hidden">{painted && inWords(spoken)}</span>
            </>
          )}{" "}
        </span>
      ))}
    </p>
  );
}
