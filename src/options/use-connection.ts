import type { RefObject } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { type Command, type Reply, send } from "../browser/commands.ts";
import type { Reading } from "../core/devices/device.ts";
import type { Status } from "../core/devices/status.ts";
import { message } from "../core/message.ts";
import type { Items } from "../store/items.ts";
import type { Explained } from "../ui/alerts.tsx";
import type { ApiForm, FieldErrors } from "./api-form.ts";
import { CCM } from "./ccm-form.tsx";
import { fillIn } from "./fill-form.ts";
import { INTEGRATIONS_CORE } from "./integrations-core-form.tsx";
import { handOver } from "./stage-credentials.ts";

export const APIS: readonly [ApiForm, ...ApiForm[]] = [INTEGRATIONS_CORE, CCM];

export type Outcome =
  | { readonly kind: "trying" }
  | { readonly kind: "connected"; readonly reading: Reading | null }
  | { readonly kind: "signed-out" }
  | {
      readonly kind: "failed";
      readonly explanation: Explained;
      readonly mayInsist?: boolean;
      readonly suggestedUserId?: string | undefined;
    };

const NOTHING_SAVED: Explained = {
  problem: [message("nothingSavedMissing")],
  remedy: [message("correctMarkedFields")],
};

interface ConnectionState {
  readonly form: RefObject<HTMLFormElement | null>;
  /** The API whose fields are shown. */
  readonly api: ApiForm;
  /** How it stands with the credentials that are saved for it. */
  readonly credentials: Status["credentials"];
  readonly errors: FieldErrors;
  readonly outcome: Outcome | null;
  readonly choose: (api: ApiForm["api"]) => void;
  readonly showErrors: (wrong: FieldErrors) => void;
  readonly submit: (event: SubmitEvent) => Promise<void>;
  readonly takeSpelling: (userId: string) => void;
  readonly signOut: (anyway: boolean) => Promise<void>;
}

/**
 * What the agent does with the form: tries an account, and signs out.
 *
 * @param reload reads what is stored again, before a reply is acted upon
 */
export function useConnection({ account, status }: Items, reload: () => Promise<Items>): ConnectionState {
  const [chosen, setChosen] = useState(account?.api ?? APIS[0].api);
  const [errors, setErrors] = useState<FieldErrors>({});
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const api = APIS.find((one) => one.api === chosen) ?? APIS[0];
  const credentials = account?.api === chosen ? status.credentials : "missing";

  // Once the fields are marked, so that a screen reader says with the field what is wrong with it.
  useLayoutEffect(() => {
    if (Object.keys(errors).length === 0) return;
    form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [errors]);

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (outcome?.kind === "trying" || form.current === null) return;
    const typed = new FormData(form.current);
    const checked = api.check(typed, credentials === "present");
    showErrors(checked.ok ? {} : checked.errors);
    if (!checked.ok) return setOutcome({ kind: "failed", explanation: NOTHING_SAVED });
    setOutcome({ kind: "trying" });
    const notHanded = await handOver(checked.credentials);
    if (notHanded !== null) return setOutcome({ kind: "failed", explanation: notHanded });
    await ask(
      { type: "connect", account: checked.account, keepSignedIn: typed.has("keepSignedIn") },
      (now) => ({
        kind: "connected",
        reading: now.status.reading,
      }),
    );
  }

  /** Sends a command; when it was done, the form goes back to what is saved now. */
  async function ask(command: Command, done: (items: Items) => Outcome): Promise<boolean> {
    const reply: Reply = await send(command);
    if (!reply.ok) {
      const { mayInsist = false, suggestedUserId } = reply;
      setOutcome({ kind: "failed", explanation: reply, mayInsist, suggestedUserId });
      return false;
    }
    const now = await reload();
    form.current?.reset();
    setErrors({});
    setOutcome(done(now));
    return true;
  }

  function showErrors(wrong: FieldErrors): void {
    setErrors(wrong);
    setOutcome(null);
  }

  function choose(other: ApiForm["api"]): void {
    setChosen(other);
    showErrors({});
  }

  /** Tries once more what is in the form, with the user's ID as Exotel writes it. */
  function takeSpelling(userId: string): void {
    fillIn(form.current, { userId });
    // The button that had the focus goes with what it was about.
    form.current?.querySelector<HTMLElement>("button[type=submit]")?.focus();
    form.current?.requestSubmit();
  }

  async function signOut(anyway: boolean): Promise<void> {
    const done = await ask({ type: "sign-out", anyway }, () => ({ kind: "signed-out" }));
    // The button that had the focus can no longer be pressed.
    if (done) form.current?.querySelector<HTMLElement>("input:not([type=radio])")?.focus();
  }

  return { form, api, credentials, errors, outcome, choose, showErrors, submit, takeSpelling, signOut };
}
