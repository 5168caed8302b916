import type { RefObject } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { type Command, type Reply, send } from "../browser/commands.ts";
import type { CcmRegion } from "../core/account.ts";
import { credentialsOf } from "../core/credentials.ts";
import type { Reading } from "../core/devices/device.ts";
import type { Status } from "../core/devices/status.ts";
import { message } from "../core/message.ts";
import { type GivenAccount, givenAccount, givesCredentials } from "../core/policy/policy.ts";
import type { Items } from "../store/items.ts";
import type { Explained } from "../ui/alerts.tsx";
import type { ApiForm, FieldErrors } from "./api-form.ts";
import { CCM } from "./ccm-form.tsx";
import { fillIn } from "./fill-form.ts";
import { INTEGRATIONS_CORE } from "./integrations-core-form.tsx";
import { FIELD_NAMES, reasonToMend } from "./reason-to-mend.ts";
import { stage } from "./stage-credentials.ts";
import { typedIn } from "./typed-in.ts";
import { useAddressedField } from "./use-addressed-field.ts";

/** The form of each API, in the order to choose from. */
export const FORMS: Readonly<Record<ApiForm["api"], ApiForm>> = {
  "integrations-core": INTEGRATIONS_CORE,
  ccm: CCM,
};

export type Outcome =
  | { readonly kind: "trying" }
  /** The organisation's page may be open in a window. */
  | { readonly kind: "signing-in" }
  | { readonly kind: "connected"; readonly reading: Reading | null }
  | { readonly kind: "signed-out" }
  | {
      readonly kind: "failed";
      readonly explanation: Explained;
      readonly mayInsist?: boolean;
      readonly suggestedUserId?: string | undefined;
      readonly otherRegion?: CcmRegion | undefined;
    };

const NOTHING_SAVED: Explained = {
  problem: [message("nothingSavedMissing")],
  remedy: [message("correctMarkedFields")],
};

interface ConnectionState {
  readonly form: RefObject<HTMLFormElement | null>;
  /** The API whose fields are shown. */
  readonly api: ApiForm;
  /** What the organisation has set of the account, and whether it has set the credentials, too. */
  readonly given: GivenAccount;
  readonly isGiven: boolean;
  /** The state of the credentials saved for that API. */
  readonly credentials: Status["credentials"];
  readonly errors: FieldErrors;
  readonly outcome: Outcome | null;
  readonly choose: (api: ApiForm["api"]) => void;
  readonly showErrors: (wrong: FieldErrors) => void;
  readonly submit: (event: SubmitEvent) => Promise<void>;
  /** Submits the form again, with these values. */
  readonly correct: (values: Readonly<Record<string, string>>) => void;
  readonly signOut: (anyway: boolean) => Promise<void>;
  /** Signs in with the organisation. */
  readonly signIn: () => Promise<void>;
}

/**
 * The state and actions of the connection form: connecting an account and signing out.
 *
 * @param reload reads the stored items again, before the page acts on a reply
 */
export function useConnection(items: Items, reload: () => Promise<Items>): ConnectionState {
  const { account, status, policy } = items;
  const given = givenAccount(policy) ?? {};
  const isGiven = givesCredentials(policy);
  const saved = account && credentialsOf(account.api);
  const [chosen, setChosen] = useState(saved ?? "integrations-core");
  const [errors, setErrors] = useState<FieldErrors>({});
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [led, setLed] = useState<{ readonly to: string } | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const shown = given.api === undefined ? chosen : credentialsOf(given.api);
  const api = FORMS[shown];
  const credentials = saved === shown ? status.credentials : "missing";

  // Focus after the fields are marked, so that a screen reader reads the error with the field.
  useLayoutEffect(() => {
    if (Object.keys(errors).length === 0) return;
    form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [errors]);

  useLayoutEffect(() => {
    if (led !== null) form.current?.parentElement?.querySelector<HTMLElement>(led.to)?.focus();
  }, [led]);

  useAddressedField((field) => {
    const name = FIELD_NAMES[field];
    if (name === undefined && field !== "access") return;
    const reason = reasonToMend(field, items);
    if (saved !== null) choose(saved);
    if (name === undefined) setLed({ to: ".outcome button" });
    else if (reason !== null) setErrors({ [name]: reason });
    else setLed({ to: `[name=${name}]` });
  });

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (outcome?.kind === "trying" || form.current === null) return;
    const typed = typedIn(form.current);
    const checked = api.check(typed, isGiven || credentials === "present");
    showErrors(checked.ok ? {} : checked.errors);
    if (!checked.ok) return setOutcome({ kind: "failed", explanation: NOTHING_SAVED });
    setOutcome({ kind: "trying" });
    const stagingFailure = await stage(checked.credentials);
    if (stagingFailure !== null) return setOutcome({ kind: "failed", explanation: stagingFailure });
    await ask(
      { type: "connect", account: checked.account, keepSignedIn: typed.has("keepSignedIn") },
      (now) => ({
        kind: "connected",
        reading: now.status.reading,
      }),
    );
  }

  /** Sends a command. If it succeeds, resets the form to the saved values. Resolves with whether it succeeded. */
  async function ask(command: Command, done: (items: Items) => Outcome): Promise<boolean> {
    const reply: Reply = await send(command);
    if (!reply.ok) {
      const { mayInsist = false, suggestedUserId, otherRegion, field, problem } = reply;
      setOutcome({ kind: "failed", explanation: reply, mayInsist, suggestedUserId, otherRegion });
      const [reason] = problem;
      const name = field && FIELD_NAMES[field];
      if (name && reason) setErrors({ [name]: reason });
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

  function correct(values: Readonly<Record<string, string>>): void {
    fillIn(form.current, values);
    form.current?.dispatchEvent(new Event("input"));
    // The focused button disappears with its alert.
    form.current?.querySelector<HTMLElement>("button[type=submit]")?.focus();
    form.current?.requestSubmit();
  }

  async function signOut(anyway: boolean): Promise<void> {
    const done = await ask({ type: "sign-out", anyway }, () => ({ kind: "signed-out" }));
    // The focused button is gone.
    if (done) form.current?.querySelector<HTMLElement>("textarea")?.focus();
  }

  async function signIn(): Promise<void> {
    setOutcome({ kind: "signing-in" });
    await ask({ type: "organisation-sign-in" }, (now) => ({
      kind: "connected",
      reading: now.status.reading,
    }));
  }

  return {
    form,
    api,
    given,
    isGiven,
    credentials,
    errors,
    outcome,
    choose,
    showErrors,
    submit,
    correct,
    signOut,
    signIn,
  };
}
