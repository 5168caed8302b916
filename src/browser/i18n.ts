import { type Message, type MessageId, message, type Sentences } from "../core/message.ts";
import { renderMessage, renderSentences, type Words } from "../core/render-message.ts";
import { browser } from "./extension.ts";

/** The browser's own mechanism: the catalogue of the agent's language in `_locales/`, or else English. */
const words: Words = {
  text: (key, substitutions) => browser.i18n.getMessage(key, [...substitutions]),
  locale,
};

/** A message, or a row of sentences, in the agent's language. */
export function inWords(said: Message | Sentences): string {
  return "id" in said ? renderMessage(said, words) : renderSentences(said, words);
}

/** The same for a message that is not kept, as a label of a page: its ID and parameters. */
export function t<Id extends MessageId>(...args: Parameters<typeof message<Id>>): string {
  return inWords(message(...args));
}

/** The language of the words, with the agent's region where it is the agent's own language (BCP 47). */
export function locale(): string {
  // Where there is no catalogue in the agent's language, numbers and times are written as the words around them.
  return isAgentsLanguage() ? browser.i18n.getUILanguage() : browser.i18n.getMessage("locale");
}

/** Tells the document its title, the language of its words, and which way they are written. */
export function localizeDocument(title: string): void {
  document.title = title;
  document.documentElement.lang = browser.i18n.getMessage("locale");
  // The browser's direction is that of its own language; what stands in for a missing catalogue is English.
  document.documentElement.dir = isAgentsLanguage() ? browser.i18n.getMessage("@@bidi_dir") : "ltr";
}

function isAgentsLanguage(): boolean {
  return browser.i18n.getUILanguage().split("-")[0] === browser.i18n.getMessage("locale");
}
