import { TextField } from "../ui/text-field.tsx";
import type { ApiFieldsProps, ApiForm } from "./api-form.ts";
import { fillIn } from "./fill-in.ts";
import { checkIntegrationsCore, splitDevicesAddress } from "./integrations-core-check.ts";

function Fields({ account, hasSaved, isRefused, errors }: ApiFieldsProps) {
  const saved = account?.api === "integrations-core" ? account : null;
  return (
    <>
      <TextField
        name="customerId"
        label="Customer ID"
        hint="Or paste the whole address of your devices: it is split into the three IDs."
        saved={saved?.customerId}
        error={errors.customerId}
        onInput={splitPasted}
      />
      <TextField name="appId" label="App ID" saved={saved?.appId} error={errors.appId} />
      <TextField name="userId" label="User ID" saved={saved?.userId} error={errors.userId} />
      <TextField
        name="appToken"
        label="App token"
        type="password"
        hint={
          hasSaved
            ? "One is saved and is not shown. Leave this empty to keep it."
            : isRefused
              ? "The saved one is refused. Your administrator makes a new one; it lasts 90 days."
              : "Your administrator makes it; it lasts 90 days."
        }
        error={errors.appToken}
      />
    </>
  );
}

function splitPasted({ value, form }: HTMLInputElement): void {
  const parts = splitDevicesAddress(value);
  if (parts !== null) fillIn(form, parts);
}

/** Exotel's "Device Management" of a WebRTC app. */
export const INTEGRATIONS_CORE: ApiForm = {
  api: "integrations-core",
  label: "WebRTC app (Integrations Core)",
  Fields,
  check: checkIntegrationsCore,
};
