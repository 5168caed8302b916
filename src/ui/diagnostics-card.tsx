import { useState } from "preact/hooks";
import { environment } from "../browser/environment.ts";
import { t } from "../browser/i18n.ts";
import { diagnostics } from "../core/diagnostics.ts";
import type { Items } from "../store/items.ts";

/** Text for whoever helps the agent, which the agent copies. It goes nowhere by itself. */
export function DiagnosticsCard({ items }: { readonly items: Items }) {
  const [text, setText] = useState<string | null>(null);
  const [outcome, setOutcome] = useState<"copied" | "not-copied" | null>(null);

  async function make(): Promise<string> {
    const made = diagnostics({ ...items, now: Date.now() }, await environment());
    setText(made);
    return made;
  }

  async function copy(): Promise<void> {
    const made = await make();
    setOutcome(
      await navigator.clipboard.writeText(made).then(
        () => "copied" as const,
        () => "not-copied" as const,
      ),
    );
  }

  return (
    <section class="card" aria-labelledby="diagnostics-heading">
      <h2 id="diagnostics-heading">{t("diagnosticsHeading")}</h2>
      <p>{t("diagnosticsWhat")}</p>
      <p>{t("diagnosticsStay")}</p>
      <p class="card-action">
        <button type="button" class="secondary" onClick={() => void copy()}>
          {t("diagnosticsCopy")}
        </button>
      </p>
      <p role="status" class="diagnostics-outcome">
        {outcome === "copied" && t("diagnosticsCopied")}
        {outcome === "not-copied" && t("diagnosticsNotCopied")}
      </p>
      <details onToggle={(event) => void (event.currentTarget.open && make())}>
        <summary>{t("diagnosticsLook")}</summary>
        {text !== null && (
          <textarea
            // It is made of the words of the code, in every language.
            lang="en"
            dir="ltr"
            class="diagnostics-text"
            aria-label={t("diagnosticsLook")}
            readOnly
            rows={12}
            value={text}
          />
        )}
      </details>
    </section>
  );
}
