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

/** The locale for numbers and times (BCP 47): the agent's own, if there is a catalogue for its language. */
export function locale(): string {
  // Without a catalogue for the agent's language, numbers and times match the words around them.
  return isAgentsLanguage() ? browser.i18n.getUILanguage() : browser.i18n.getMessage("locale");
}

/** Sets the document's title, language and text direction. */
export function localizeDocument(title: string): void {
  document.title = title;
  document.documentElement.lang = browser.i18n.getMessage("locale");
  // The browser reports the direction of its own language, but without a catalogue for it the text is English.
  document.documentElement.dir = isAgentsLanguage() ? browser.i18n.getMessage("@@bidi_dir") : "ltr";
}

function isAgentsLanguage(): boolean {
  return browser.i18n.getUILanguage().split("-")[0] === browser.i18n.getMessage("locale");
}
