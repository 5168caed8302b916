import * as v from "valibot";

const integrationsCore = v.object({
  api: v.picklist(["integrations-core", "usermapping"]),
  customerId: v.string(),
  appId: v.string(),
  userId: v.string(),
});
const ccm = v.object({
  api: v.literal("ccm"),
  region: v.picklist(["mumbai", "singapore"]),
  accountSid: v.string(),
  userId: v.string(),
});

/** A valid stored account. */
export const accountSchema = v.union([integrationsCore, ccm]);
