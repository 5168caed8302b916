import { t } from "../browser/i18n.ts";
import { message } from "../core/message.ts";
import { TextField } from "../ui/text-field.tsx";
import type { ApiFieldsProps, ApiForm } from "./api-form.ts";
import { splitAddress } from "./fill-form.ts";
import { checkIntegrationsCore } from "./integrations-core-check.ts";

function Fields({ account, hasSaved, isRefused, errors }: ApiFieldsProps) {
  const saved = account !== null && account.api !== "ccm" ? account : null;
  return (
    <>
      <TextField
        name="customerId"
        required
        label={t("setUpCustomerId")}
        saved={saved?.customerId}
        error={errors.customerId}
        onInput={splitAddress}
      />
      <TextField name="appId" required label={t("setUpAppId")} saved={saved?.appId} error={errors.appId} />
      <TextField
        name="userId"
        required
        label={t("setUpUserId")}
        saved={saved?.userId}
        error={errors.userId}
      />
      <TextField
        name="appToken"
        required={!hasSaved}
        label={t("setUpAppToken")}
        type="password"
        hint={t(hasSaved ? "setUpAppTokenSaved" : isRefused ? "setUpAppTokenRefused" : "setUpAppTokenHint")}
        error={errors.appToken}
      />
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
