import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../browser/i18n.ts";
import { type Message, message } from "../core/message.ts";
import type { Settings } from "../core/settings.ts";
import { asPageAddress, isSameSite } from "../core/softphone-tab/page-address.ts";
import { AlertBody } from "../ui/alerts.tsx";
import { TextField } from "../ui/text-field.tsx";
import { Locked } from "./locked.tsx";
import { SoftphoneSite } from "./softphone-site.tsx";
import { useAddressedField } from "./use-addressed-field.ts";
import { useSettings } from "./use-settings.ts";

/** The page with the agent's softphone, whose tab is watched. */
export function SoftphonePage({ settings: saved }: { readonly settings: Settings }) {
  const { settings, reply, change } = useSettings(saved);
  const { softphonePage: page, probesPage } = settings;
  const [error, setError] = useState<Message>();
  const field = useRef<HTMLInputElement>(null);

  useAddressedField((led) => {
    if (led === "softphone-page") field.current?.focus();
  });

  // The popup may have changed it.
  useEffect(() => {
    if (field.current !== null) field.current.value = saved.softphonePage ?? "";
    setError(undefined);
  }, [saved.softphonePage]);

  function enter({ value }: HTMLInputElement): void {
    const typed = value.trim();
    const entered = asPageAddress(typed);
    const isWrong = typed !== "" && entered === null;
    setError(isWrong ? message("softphonePageWrong") : undefined);
    if (isWrong) return;
    // What was wanted for one site does not hold for the next one.
    const isLeft = page !== null && (entered === null || !isSameSite(entered, page));
    void change({ softphonePage: entered, ...(isLeft && { probesPage: false }) });
  }

  return (
    <section class="card" aria-labelledby="softphone-tab-heading">
      <div class="card-head">
        <h2 id="softphone-tab-heading">{t("softphoneTabHeading")}</h2>
        <span class="saved" aria-live="polite">
          {reply?.ok && t("settingsSaved")}
        </span>
      </div>
      <Locked name="softphonePage">
        <TextField
          name="softphone-page"
          label={t("softphonePage")}
          hint={t("softphonePageHint")}
          saved={saved.softphonePage ?? ""}
          error={error}
          input={field}
          onChange={enter}
        />
      </Locked>
      {page?.startsWith("https:") && (
        <SoftphoneSite
          page={page}
          probes={probesPage}
          onProbes={(isOn) => void change({ probesPage: isOn })}
        />
      )}
      {reply?.ok === false && (
        <div role="alert">
          <AlertBody explanation={reply} />
        </div>
      )}
    </section>
  );
}
