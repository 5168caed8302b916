import type { RefObject } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Credentials } from "../core/credentials.ts";
import type { Sentences } from "../core/message.ts";
import { fillIn } from "./fill-form.ts";
import { isSpent, type Pasted, parsePasted } from "./pasted/parse-pasted.ts";
import { pastedWords } from "./pasted-words.ts";

interface PastedState {
  /** What became of the last text. */
  readonly said: Sentences;
  /**
   * Fills the form with what a text says of an account. Returns whether the text is to be removed: it may hold secrets.
   *
   * @param goOn whether the focus moves on to what is still missing
   */
  readonly take: (text: string, goOn: boolean) => boolean;
}

/**
 * Fills the connection form with what was pasted.
 *
 * @param saved the kind of account that is saved
 * @param choose shows the fields of a kind of account
 */
export function usePasted(
  form: RefObject<HTMLFormElement | null>,
  saved: Credentials["api"] | null,
  choose: (api: Credentials["api"]) => void,
): PastedState {
  const [said, setSaid] = useState<Sentences>([]);
  const waiting = useRef<{ readonly values: Pasted["values"]; readonly goOn: boolean } | null>(null);

  // After the fields of the chosen kind are there.
  useLayoutEffect(() => {
    if (waiting.current === null || form.current === null) return;
    const { values, goOn } = waiting.current;
    waiting.current = null;
    fillIn(form.current, values);
    form.current.dispatchEvent(new Event("input"));
    if (goOn) nextStep(form.current)?.focus();
  });

  function take(text: string, goOn: boolean): boolean {
    if (text.trim() === "") return false;
    const pasted = parsePasted(text, saved);
    setSaid(pastedWords(pasted));
    if (Object.keys(pasted.values).length === 0) return isSpent(pasted);
    const api = pasted.api === "both" ? null : (pasted.api ?? saved);
    if (api !== null) choose(api);
    waiting.current = { values: pasted.values, goOn };
    return isSpent(pasted);
  }

  return { said, take };
}

/** The first field that must be filled in and is empty, or the button that finds its value; or else the button that saves. */
function nextStep(form: HTMLFormElement): HTMLElement | null {
  const empty = [...form.querySelectorAll<HTMLInputElement>("[required]")].find(({ value }) => value === "");
  const canSearch = form.querySelector<HTMLInputElement>("[name=lookup]")?.value;
  if (empty?.name === "userId" && canSearch) return form.querySelector<HTMLElement>(".find button");
  return empty ?? form.querySelector<HTMLElement>("[type=submit]");
}
