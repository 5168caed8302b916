import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { type Command, type Reply, send } from "../browser/commands.ts";
import { depositCredentials } from "../browser/deposit.ts";
import type { Items } from "../browser/items.ts";
import type { Reading } from "../core/device.ts";
import type { Explanation } from "../core/words.ts";
import { AlertBody } from "../ui/alerts.tsx";
import { Glyph } from "../ui/glyph.tsx";
import type { ApiForm, FieldErrors } from "./api-form.ts";
import { FoundDevices } from "./found-devices.tsx";
import { INTEGRATIONS_CORE } from "./integrations-core-form.tsx";

const APIS: readonly [ApiForm, ...ApiForm[]] = [INTEGRATIONS_CORE];

type Outcome =
  | { readonly kind: "trying" }
  | { readonly kind: "connected"; readonly reading: Reading | null }
  | { readonly kind: "signed-out" }
  | { readonly kind: "failed"; readonly explanation: Explanation };

const NOT_STORED: Explanation = {
  problem: "The browser could not hand your credentials to Hookswitch's background.",
  remedy: "Close and open the browser, and try again.",
};

interface ConnectionProps {
  readonly items: Items;
  readonly reload: () => Promise<Items>;
}

/** Whose devices are shown: tried with Exotel before anything is saved. */
export function Connection({ items, reload }: ConnectionProps) {
  const { account, status, keepSignedIn } = items;
  const [chosen, setChosen] = useState(account?.api ?? APIS[0].api);
  const [errors, setErrors] = useState<FieldErrors>({});
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const { Fields, check } = APIS.find(({ api }) => api === chosen) ?? APIS[0];
  const hasSaved = account?.api === chosen && status.credentials === "present";
  const trying = outcome?.kind === "trying";

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
    setErrors(checked.ok ? {} : checked.errors);
    setOutcome(null);
    if (!checked.ok) return;
    setOutcome({ kind: "trying" });
    try {
      if (checked.credentials !== null) await depositCredentials(checked.credentials);
    } catch {
      setOutcome({ kind: "failed", explanation: NOT_STORED });
      return;
    }
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
      setOutcome({ kind: "failed", explanation: reply });
      return false;
    }
    const now = await reload();
    form.current?.reset();
    setErrors({});
    setOutcome(done(now));
    return true;
  }

  async function signOut(): Promise<void> {
    const done = await ask({ type: "sign-out" }, () => ({ kind: "signed-out" }));
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
                onChange={() => setChosen(api)}
              />
              <span>{label}</span>
            </label>
          ))}
        </fieldset>
        <Fields account={account} hasSaved={hasSaved} errors={errors} />
        <div class="field">
          <label class="choice">
            <input
              type="checkbox"
              name="keepSignedIn"
              defaultChecked={keepSignedIn}
              aria-describedby="keep-hint"
            />
            <span>Keep me signed in on this computer</span>
          </label>
          <p id="keep-hint" class="hint choice-hint">
            Ticked, your credentials lie on this computer's disk as plain text. Otherwise they are kept in
            memory only, and are gone when the browser closes.
          </p>
        </div>
        <div class="actions">
          <button type="submit" class="primary" aria-disabled={trying}>
            Save and connect
          </button>
          <button type="button" class="secondary" disabled={account === null} onClick={() => void signOut()}>
            Sign out
          </button>
        </div>
      </form>
      <div class="outcome">{outcome && <OutcomeNote outcome={outcome} />}</div>
    </section>
  );
}

function OutcomeNote({ outcome }: { readonly outcome: Outcome }) {
  switch (outcome.kind) {
    case "trying":
      return <p role="status">Trying this with Exotel…</p>;
    case "signed-out":
      return <p role="status">Signed out. Your credentials and devices are gone from this computer.</p>;
    case "failed":
      return (
        <div role="alert">
          <AlertBody explanation={outcome.explanation} />
        </div>
      );
    case "connected":
      return (
        <div role="status" class="connected">
          <Glyph name="check" />
          <div>
            <p class="connected-title">Connected</p>
            {outcome.reading && <FoundDevices reading={outcome.reading} />}
          </div>
        </div>
      );
  }
}
