import { type Message, type MessageId, message, type Sentences } from "../core/message.ts";
import { renderMessage, renderSentences, type Words } from "../core/render-message.ts";
import { browser } from "./extension.ts";

/** The browser's own mechanism: the catalogue of the agent's language in `_locales/`, or else English. */
const words: Words = {
  text: (key, substitutions) => browser.i18n.getMessage(key, [...substitutions]),
  locale() {
    const language = browser.i18n.getMessage("locale");
    const agents = browser.i18n.getUILanguage();
    // Where there is no catalogue in the agent's language, numbers and times are written as the words around them.
    return agents.split("-")[0] === language ? agents : language;
  },
};

/** A message, or a row of sentences, in the agent's language. */
export function inWords(said: Message | Sentences): string {
  return "id" in said ? renderMessage(said, words) : renderSentences(said, words);
}

/** The same for a message that is not kept, as a label of a page: its ID and parameters. */
export function t<Id extends MessageId>(...args: Parameters<typeof message<Id>>): string {
  return inWords(message(...args));
}
