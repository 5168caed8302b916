import { inWords, t } from "../browser/i18n.ts";
import type { CcmRegion } from "../core/account.ts";
import { message, type Sentences } from "../core/message.ts";
import { SelectField } from "../ui/select-field.tsx";
import { TextField } from "../ui/text-field.tsx";
import type { ApiFieldsProps, ApiForm } from "./api-form.ts";
import { checkCcm } from "./ccm-check.ts";
import { splitAddress } from "./fill-form.ts";
import { FindMe } from "./find-me.tsx";

function Fields({ account, settings, hasSaved, isRefused, errors, showErrors }: ApiFieldsProps) {
  const saved = account?.api === "ccm" ? account : null;
  return (
    <>
      <SelectField
        name="region"
        label={t("setUpRegion")}
        hint={t("setUpRegionHint")}
        choices={
          { mumbai: t("setUpMumbai"), singapore: t("setUpSingapore") } satisfies Record<CcmRegion, string>
        }
        saved={saved?.region}
      />
      <TextField
        name="accountSid"
        required
        label={t("setUpAccountSid")}
        saved={saved?.accountSid}
        error={errors.accountSid}
        onInput={splitAddress}
      />
      <TextField
        name="apiKey"
        required={!hasSaved}
        label={t("setUpApiKey")}
        type="password"
        hint={inWords(keyHint(hasSaved, isRefused))}
        error={errors.apiKey}
      />
      <TextField
        name="apiToken"
        required={!hasSaved}
        label={t("setUpApiToken")}
        type="password"
        error={errors.apiToken}
      />
      <FindMe settings={settings} hasSaved={hasSaved} error={errors.lookup} showErrors={showErrors} />
      <TextField
        name="userId"
        required
        label={t("setUpUserId")}
        hint={t("setUpUserIdHint")}
        saved={saved?.userId}
        error={errors.userId}
      />
    </>
  );
}

function keyHint(hasSaved: boolean, isRefused: boolean): Sentences {
  if (hasSaved) return [message("setUpApiKeySaved")];
  const where = message("setUpApiKeyHint");
  return isRefused ? [message("setUpApiKeyRefused"), where] : [where];
}

/** Exotel's CCM: a voice account's users and devices. */
export const CCM: ApiForm = {
  api: "ccm",
  label: message("setUpCcm"),
  Fields,
  check: checkCcm,
};
