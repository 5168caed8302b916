import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { type Command, type Reply, send } from "../browser/commands.ts";
import type { Reading } from "../core/devices/device.ts";
import { troubleOfFailure } from "../core/explain-failure.ts";
import { isAccessBlocked, withheldHost } from "../core/failure.ts";
import { message } from "../core/message.ts";
import type { Items } from "../store/items.ts";
import { AlertBody, type Explained } from "../ui/alerts.tsx";
import { AllowAccess } from "../ui/allow-access.tsx";
import type { ApiForm, FieldErrors } from "./api-form.ts";
import { CCM } from "./ccm-form.tsx";
import { fillIn } from "./fill-in.ts";
import { FoundDevices } from "./found-devices.tsx";
import { INTEGRATIONS_CORE } from "./integrations-core-form.tsx";
import { handOver } from "./stage-credentials.ts";
import { SuccessMessage } from "./success-message.tsx";

const APIS: readonly [ApiForm, ...ApiForm[]] = [INTEGRATIONS_CORE, CCM];

type Outcome =
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

interface ConnectionProps {
  readonly items: Items;
  /** Whether the administrator lets credentials be kept on the disk. */
  readonly mayKeep: boolean;
  readonly reload: () => Promise<Items>;
}

/** Whose devices are shown: tried with Exotel before anything is saved. */
export function Connection({ items, mayKeep, reload }: ConnectionProps) {
  const { account, status, settings, keepSignedIn } = items;
  const [chosen, setChosen] = useState(account?.api ?? APIS[0].api);
  const [errors, setErrors] = useState<FieldErrors>({});
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const { Fields, check } = APIS.find(({ api }) => api === chosen) ?? APIS[0];
  const hasSaved = account?.api === chosen && status.credentials === "present";
  const isRefused = account?.api === chosen && status.credentials === "refused";
  const trying = outcome?.kind === "trying";
  const withheld = withheldHost(status.failure);

  // Once the fields are marked, so that a screen reader says with the field what is wrong with it.
  useLayoutEffect(() => {
    if (Object.keys(errors).length === 0) return;
    form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [errors]);

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (trying || form.current === null) return;
    const typed = new FormData(form.current);
    const checked = check(typed, hasSaved);
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

  function choose(api: ApiForm["api"]): void {
    setChosen(api);
    showErrors({});
  }

  /** Tries once more what is in the form, with the user's ID as Exotel writes it. */
  function takeSpelling(userId = ""): void {
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

  return (
    <section class="card" aria-labelledby="connection-heading">
      <h2 id="connection-heading">Connection</h2>
      <p class="lead">
        {account === null
          ? "Your Exotel administrator gives you what to enter here."
          : "Change what is saved here when your administrator gives you something new."}
      </p>
      <form ref={form} onSubmit={(event) => void submit(event)} noValidate autocomplete="off">
        <fieldset class="apis">
          <legend>Your account at Exotel</legend>
          {APIS.map(({ api, label }) => (
            <label key={api} class="choice">
              <input
                type="radio"
                name="api"
                value={api}
                checked={api === chosen}
                onChange={() => choose(api)}
              />
              <span>{label}</span>
            </label>
          ))}
        </fieldset>
        <Fields
          account={account}
          settings={settings}
          hasSaved={hasSaved}
          isRefused={isRefused}
          errors={errors}
          showErrors={showErrors}
        />
        <div class="field">
          <label class="choice">
            <input
              // Another one where the policy changes, so that no tick stays that does not count.
              key={mayKeep}
              type="checkbox"
              name="keepSignedIn"
              disabled={!mayKeep}
              defaultChecked={mayKeep && keepSignedIn}
              aria-describedby="keep-hint"
            />
            <span>Keep me signed in on this computer</span>
          </label>
          <p id="keep-hint" class="hint choice-hint">
            {mayKeep
              ? "Ticked, your credentials lie on this computer's disk as plain text. Otherwise they are kept in memory only, and are gone when the browser closes or Hookswitch is turned off."
              : "Your administrator has turned this off. Your credentials are kept in memory only, and are gone when the browser closes or Hookswitch is turned off."}
          </p>
        </div>
        <div class="actions">
          <button type="submit" class="primary" aria-disabled={trying}>
            Save and connect
          </button>
          <button
            type="button"
            class="secondary"
            disabled={account === null}
            onClick={() => void signOut(false)}
          >
            Sign out
          </button>
        </div>
      </form>
      <div class="outcome">
        {/* Always there: some screen readers do not announce a status that comes with its text. */}
        <div role="status">{outcome && outcome.kind !== "failed" && <OutcomeNote outcome={outcome} />}</div>
        {outcome?.kind !== "failed" && status.failure !== null && isAccessBlocked(status.failure) && (
          <div role="alert">
            <AlertBody explanation={troubleOfFailure(status.failure)}>
              {withheld !== null && (
                <AllowAccess host={withheld} onAllowed={() => void send({ type: "refresh" })} />
              )}
            </AlertBody>
          </div>
        )}
        {outcome?.kind === "failed" && (
          <div role="alert">
            <AlertBody explanation={outcome.explanation}>
              {outcome.mayInsist ? (
                <button type="button" class="link" onClick={() => void signOut(true)}>
                  Sign out anyway
                </button>
              ) : outcome.suggestedUserId !== undefined ? (
                <button type="button" class="link" onClick={() => takeSpelling(outcome.suggestedUserId)}>
                  Take “{outcome.suggestedUserId}” and connect
                </button>
              ) : outcome.explanation.withheld ? (
                <AllowAccess
                  host={outcome.explanation.withheld}
                  onAllowed={() => form.current?.requestSubmit()}
                />
              ) : null}
            </AlertBody>
          </div>
        )}
      </div>
    </section>
  );
}

function OutcomeNote({ outcome }: { readonly outcome: Exclude<Outcome, { kind: "failed" }> }) {
  switch (outcome.kind) {
    case "trying":
      return <p>Trying this with Exotel…</p>;
    case "signed-out":
      return <p>Signed out. Your credentials and devices are gone from this computer.</p>;
    case "connected":
      return (
        <SuccessMessage title="Connected" announce={false}>
          {outcome.reading && <FoundDevices reading={outcome.reading} />}
        </SuccessMessage>
      );
  }
}
