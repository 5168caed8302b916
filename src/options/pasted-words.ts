import { inWords } from "../browser/i18n.ts";
import { type Message, message, type Sentences } from "../core/message.ts";
import type { PastedField } from "./pasted/finding.ts";
import type { Pasted } from "./pasted/parse-pasted.ts";

const LABELS: Readonly<Record<PastedField, Message>> = {
  customerId: message("setUpCustomerId"),
  appId: message("setUpAppId"),
  userId: message("setUpUserId"),
  appToken: message("setUpAppToken"),
  region: message("setUpRegion"),
  accountSid: message("setUpAccountSid"),
  apiKey: message("setUpApiKey"),
  apiToken: message("setUpApiToken"),
  lookup: message("findMeLookup"),
};

/** What became of a pasted text: the fields that it filled, never their values, and what was left out. */
export function pastedWords({ api, values, unclear, hasSecret }: Pasted): Sentences {
  if (api === "both") return [message("pasteBoth")];
  const filled = Object.keys(values) as PastedField[];
  const said = [
    ...(filled.length > 0 ? [message("pasteFilledIn", { fields: { list: namesOf(filled) } })] : []),
    ...(unclear.length > 0 ? [message("pasteUnclear", { fields: { list: namesOf(unclear) } })] : []),
    ...(hasSecret ? [message("pasteSecret")] : []),
  ];
  return said.length > 0 ? said : [message("pasteNothing")];
}

function namesOf(fields: readonly PastedField[]): readonly string[] {
  return fields.map((field) => inWords(LABELS[field]));
}
