import { inWords, t } from "../browser/i18n.ts";
import type { CcmAccount, CcmRegion } from "../core/account.ts";
import { message, type Sentences } from "../core/message.ts";
import { SelectField } from "../ui/select-field.tsx";
import { TextField } from "../ui/text-field.tsx";
import type { ApiFieldsProps, ApiForm } from "./api-form.ts";
import { checkCcm } from "./ccm-check.ts";
import { splitAddress } from "./fill-form.ts";
import { FindMe } from "./find-me.tsx";
import { SetByOrganisation } from "./locked.tsx";

function Fields(props: ApiFieldsProps) {
  const { account, settings, givesCredentials, hasSaved, isRefused, errors, showErrors } = props;
  const saved = account?.api === "ccm" ? account : null;
  const given = props.given as Partial<CcmAccount>;
  return (
    <>
      <SetByOrganisation id="region" isSet={given.region !== undefined}>
        <SelectField
          name="region"
          label={t("setUpRegion")}
          hint={t("setUpRegionHint")}
          choices={
            { mumbai: t("setUpMumbai"), singapore: t("setUpSingapore") } satisfies Record<CcmRegion, string>
          }
          key={given.region}
          saved={given.region ?? saved?.region}
        />
      </SetByOrganisation>
      <SetByOrganisation id="accountSid" isSet={given.accountSid !== undefined}>
        <TextField
          name="accountSid"
          required
          label={t("setUpAccountSid")}
          key={given.accountSid}
          saved={given.accountSid ?? saved?.accountSid}
          error={errors.accountSid}
          onInput={splitAddress}
        />
      </SetByOrganisation>
      <SetByOrganisation id="apiKey" isSet={givesCredentials}>
        <TextField
          name="apiKey"
          required={!hasSaved}
          label={t("setUpApiKey")}
          type="password"
          hint={givesCredentials ? undefined : inWords(keyHint(hasSaved, isRefused))}
          error={errors.apiKey}
        />
      </SetByOrganisation>
      <SetByOrganisation id="apiToken" isSet={givesCredentials}>
        <TextField
          name="apiToken"
          required={!hasSaved}
          label={t("setUpApiToken")}
          type="password"
          error={errors.apiToken}
        />
      </SetByOrganisation>
      {given.userId === undefined && (
        <FindMe settings={settings} hasSaved={hasSaved} error={errors.lookup} showErrors={showErrors} />
      )}
      <SetByOrganisation id="userId" isSet={given.userId !== undefined}>
        <TextField
          name="userId"
          required
          label={t("setUpUserId")}
          hint={t("setUpUserIdHint")}
          key={given.userId}
          saved={given.userId ?? saved?.userId}
          error={errors.userId}
        />
      </SetByOrganisation>
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
