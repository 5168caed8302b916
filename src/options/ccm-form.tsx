import type { CcmRegion } from "../core/account.ts";
import { SelectField } from "../ui/select-field.tsx";
import { TextField } from "../ui/text-field.tsx";
import type { ApiFieldsProps, ApiForm } from "./api-form.ts";
import { checkCcm, splitCcmAddress } from "./ccm-check.ts";
import { fillIn } from "./fill-in.ts";
import { FindMe } from "./find-me.tsx";

const REGIONS: Readonly<Record<CcmRegion, string>> = { mumbai: "Mumbai", singapore: "Singapore" };

function Fields({ account, settings, hasSaved, isRefused, errors, showErrors }: ApiFieldsProps) {
  const saved = account?.api === "ccm" ? account : null;
  return (
    <>
      <SelectField
        name="region"
        label="Region"
        hint="Where Exotel keeps your account. In the other one, even the right key is refused."
        choices={REGIONS}
        saved={saved?.region}
      />
      <TextField
        name="accountSid"
        label="Account SID"
        hint="Or paste a whole address of the API: it is split into the fields here."
        saved={saved?.accountSid}
        error={errors.accountSid}
        onInput={splitPasted}
      />
      <TextField
        name="apiKey"
        label="API key"
        type="password"
        hint={
          hasSaved
            ? "Key and token are saved and are not shown. Leave both empty to keep them."
            : `${isRefused ? "Those that are saved are refused. " : ""}Both stand in the API settings of your Exotel dashboard.`
        }
        error={errors.apiKey}
      />
      <TextField name="apiToken" label="API token" type="password" error={errors.apiToken} />
      <FindMe settings={settings} hasSaved={hasSaved} error={errors.lookup} showErrors={showErrors} />
      <TextField
        name="userId"
        label="User ID"
        hint="Found for you above, or given by your administrator."
        saved={saved?.userId}
        error={errors.userId}
      />
    </>
  );
}

function splitPasted({ value, form }: HTMLInputElement): void {
  const parts = splitCcmAddress(value);
  if (parts !== null) fillIn(form, parts);
}

/** Exotel's CCM: a voice account's users and devices. */
export const CCM: ApiForm = {
  api: "ccm",
  label: "Voice account (CCM)",
  Fields,
  check: checkCcm,
};
