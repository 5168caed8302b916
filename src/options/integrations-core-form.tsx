import { t } from "../browser/i18n.ts";
import type { IntegrationsCoreAccount } from "../core/account.ts";
import { message } from "../core/message.ts";
import { TextField } from "../ui/text-field.tsx";
import type { ApiFieldsProps, ApiForm } from "./api-form.ts";
import { splitAddress } from "./fill-form.ts";
import { checkIntegrationsCore } from "./integrations-core-check.ts";
import { SetByOrganisation } from "./locked.tsx";

function Fields({ account, givesCredentials, hasSaved, isRefused, errors, ...props }: ApiFieldsProps) {
  const saved = account !== null && account.api !== "ccm" ? account : null;
  const given = props.given as Partial<IntegrationsCoreAccount>;
  const text = (
    name: "customerId" | "appId" | "userId",
    label: string,
    onInput?: (input: HTMLInputElement) => void,
  ) => (
    <SetByOrganisation id={name} isSet={given[name] !== undefined}>
      <TextField
        key={given[name]}
        name={name}
        required
        label={label}
        saved={given[name] ?? saved?.[name]}
        error={errors[name]}
        {...(onInput && { onInput })}
      />
    </SetByOrganisation>
  );
  return (
    <>
      {text("customerId", t("setUpCustomerId"), splitAddress)}
      {text("appId", t("setUpAppId"))}
      {text("userId", t("setUpUserId"))}
      <SetByOrganisation id="appToken" isSet={givesCredentials}>
        <TextField
          name="appToken"
          required={!hasSaved}
          label={t("setUpAppToken")}
          type="password"
          hint={
            givesCredentials
              ? undefined
              : t(hasSaved ? "setUpAppTokenSaved" : isRefused ? "setUpAppTokenRefused" : "setUpAppTokenHint")
          }
          error={errors.appToken}
        />
      </SetByOrganisation>
    </>
  );
}

/** Exotel's "Device Management" of a WebRTC app. */
export const INTEGRATIONS_CORE: ApiForm = {
  api: "integrations-core",
  label: message("setUpIntegrationsCore"),
  Fields,
  check: checkIntegrationsCore,
};
