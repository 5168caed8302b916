import { type Message, type MessageId, message, type Sentences } from "../core/message.ts";
import { renderMessage, renderSentences, type Words } from "../core/render-message.ts";
import { browser } from "./extension.ts";

/** The browser's own `i18n`: the catalogue for the agent's language in `_locales/`, or else English. */
const words: Words = {
  text: (key, substitutions) => browser.i18n.getMessage(key, [...substitutions]),
  locale,
};

/** Renders a message or a list of sentences in the agent's language. */
export function inWords(said: Message | Sentences): string {
  return "id" in said ? renderMessage(said, words) : renderSentences(said, words);
}

/** Renders a message, such as a label, from its ID and parameters. */
export function t<Id extends MessageId>(...args: Parameters<typeof message<Id>>): string {
  return inWords(message(...args));
}

/**
 * The same for a place that takes plain text and its direction from the first letter, such as a notification: a name in Latin
 * letters, such as Hookswitch's own, does not turn a sentence that is written from right to left.
 */
export function inPlainWords(said: Message | Sentences): string {
  const mark = direction() === "rtl" ? "\u200F" : "";
  return mark + inWords(said);
}

/** The locale for numbers, times and lists (BCP 47): the agent's own, if there is a catalogue for its language. */
export function locale(): string {
  const words = browser.i18n.getMessage("locale");
  const agents = browser.i18n.getUILanguage();
  // Without a catalogue for the agent's language, numbers and times match the words around them. Everywhere, digits are those of
  // phone numbers, IDs and the badge, which stand beside them: Arabic has others in some countries.
  const isSameLanguage = agents.split("-")[0] === words.split("-")[0];
  return `${isSameLanguage ? agents : words}-u-nu-latn`;
}

/** Sets the document's title, language and text direction. */
export function localizeDocument(title: string): void {
  document.title = title;
  document.documentElement.lang = browser.i18n.getMessage("locale");
  document.documentElement.dir = direction();
}

/** In which direction the words are written, `ltr` or `rtl`: the catalogue's, which may be for another language than the browser's. */
function direction(): string {
  return browser.i18n.getMessage("direction");
}
