import { message } from "../core/message.ts";
import type { Checked } from "./api-form.ts";
import { checkId, checkSecret, errorsOf } from "./field-checks.ts";

/** Checks typed values for Integrations Core (seed 000 "Device Management": the path and the header). */
export function checkIntegrationsCore(typed: FormData, hasSaved: boolean): Checked {
  const text = (name: string): string => String(typed.get(name) ?? "");
  const customerId = checkId(text("customerId"), message("setUpTheCustomerId"));
  const appId = checkId(text("appId"), message("setUpTheAppId"));
  const userId = checkId(text("userId"), message("setUpTheUserId"));
  const keepsToken = hasSaved && text("appToken").trim() === "";
  const appToken = keepsToken ? null : checkSecret(text("appToken"), message("setUpTheAppToken"));
  if ("error" in customerId || "error" in appId || "error" in userId || (appToken && "error" in appToken)) {
    return { ok: false, errors: errorsOf({ customerId, appId, userId, appToken }) };
  }
  return {
    ok: true,
    account: {
      api: "integrations-core",
      customerId: customerId.value,
      appId: appId.value,
      userId: userId.value,
    },
    credentials: appToken && { api: "integrations-core", appToken: appToken.value },
  };
}
