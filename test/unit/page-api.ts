import { catalogueOf, getMessageOf } from "./catalogues.ts";

/**
 * What pages ask of the extension API outside a browser: the words, and a worker that never replies. It is one object for all files
 * of a process, as the modules that use it are.
 */
export const browser = {
  i18n: { getMessage: getMessageOf(catalogueOf("en")), getUILanguage: () => "en-US" },
  runtime: { sendMessage: () => new Promise(() => undefined) },
};
