import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { send } from "../browser/commands.ts";
import { message } from "../core/message.ts";
import type { Settings } from "../core/settings.ts";
import type { Found, FoundUser } from "../core/user-search.ts";
import { AlertBody, type Explained } from "../ui/alerts.tsx";
import { AllowAccess } from "../ui/allow-access.tsx";
import { TextField } from "../ui/text-field.tsx";
import { Texts } from "../ui/texts.tsx";
import type { FieldErrors } from "./api-form.ts";
import { asRegion, checkSearch } from "./ccm-check.ts";
import { CountryField } from "./country-field.tsx";
import { fillIn } from "./fill-in.ts";
import { handOver } from "./stage-credentials.ts";
import { SuccessMessage } from "./success-message.tsx";

type Outcome =
  | { readonly kind: "looking" }
  | { readonly kind: "found"; readonly found: Found; readonly chosen: FoundUser | null }
  | { readonly kind: "failed"; readonly explanation: Explained };

const NOBODY: Explained = {
  problem: [message("noUserFound")],
  remedy: [message("checkWhatYouEntered"), message("orEnterUserId")],
};

const NOTHING: Found = { users: [], isWhole: true };

const MAY_BE_MORE =
  "The search did not come to its end: there may be more. If you are not here, try again in a moment, or enter your user ID yourself.";

const TOOK_TOO_LONG: Explained = {
  problem: [message("searchTookTooLong"), message("notAmongListed")],
  remedy: [message("retryOrEnterUserId")],
};

interface FindMeProps {
  readonly settings: Settings;
  readonly hasSaved: boolean;
  readonly error: string | undefined;
  readonly showErrors: (errors: FieldErrors) => void;
}

/** Looks for the agent among the account's users, and fills in the user ID. */
export function FindMe({ settings, hasSaved, error, showErrors }: FindMeProps) {
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [region, setRegion] = useState(asRegion(null));
  const group = useRef<HTMLDivElement>(null);
  const looking = outcome?.kind === "looking";

  // What was said of the search is past once the form is sent; a choice that is still open is not.
  useLayoutEffect(() => {
    const fields = group.current?.closest("form");
    const sent = (): void => setOutcome((now) => (now?.kind === "failed" ? null : now));
    const done = (): void => setOutcome(null);
    fields?.addEventListener("submit", sent);
    fields?.addEventListener("reset", done);
    return () => {
      fields?.removeEventListener("submit", sent);
      fields?.removeEventListener("reset", done);
    };
  }, []);

  // The region as it is chosen in the form, by hand, by what is pasted there, or by a reset.
  useLayoutEffect(() => {
    const fields = group.current?.closest("form");
    const follow = (): void => setRegion(asRegion(fields && new FormData(fields).get("region")));
    // The fields are reset once all have heard of it.
    const reset = (): void => queueMicrotask(follow);
    follow();
    fields?.addEventListener("input", follow);
    fields?.addEventListener("reset", reset);
    return () => {
      fields?.removeEventListener("input", follow);
      fields?.removeEventListener("reset", reset);
    };
  }, []);

  function form(): HTMLFormElement | null {
    return group.current?.closest("form") ?? null;
  }

  async function find(): Promise<void> {
    const fields = form();
    if (looking || fields === null) return;
    const checked = checkSearch(new FormData(fields), hasSaved);
    showErrors(checked.ok ? {} : checked.errors);
    setOutcome(null);
    if (!checked.ok) return;
    setOutcome({ kind: "looking" });
    const notHanded = await handOver(checked.credentials);
    if (notHanded !== null) return setOutcome({ kind: "failed", explanation: notHanded });
    const reply = await send({ type: "find", office: checked.office, lookup: checked.lookup });
    if (!reply.ok) return setOutcome({ kind: "failed", explanation: reply });
    const found = reply.found ?? NOTHING;
    const [first, ...others] = found.users;
    if (first === undefined) {
      return setOutcome({ kind: "failed", explanation: found.isWhole ? NOBODY : TOOK_TOO_LONG });
    }
    if (others.length === 0 && found.isWhole) return choose(first, found);
    // An ID from before would be saved for one who has not chosen yet.
    fillIn(fields, { userId: "" });
    setOutcome({ kind: "found", found, chosen: null });
  }

  function choose(user: FoundUser, found: Found): void {
    fillIn(form(), { userId: user.userId });
    setOutcome({ kind: "found", found, chosen: user });
  }

  return (
    <div ref={group} class="find">
      <TextField
        name="lookup"
        label="Phone number or email"
        hint="Finds your user ID. A SIP address will do too."
        error={error}
        beside={
          <button type="button" class="secondary" aria-disabled={looking} onClick={() => void find()}>
            Find me
          </button>
        }
        onEnter={() => void find()}
      />
      <CountryField id="field-country" region={region} settings={settings} />
      {outcome?.kind === "looking" && <p role="status">Looking for you at Exotel…</p>}
      {outcome?.kind === "failed" && (
        <div role="alert">
          <AlertBody explanation={outcome.explanation}>
            {outcome.explanation.withheld && (
              <AllowAccess host={outcome.explanation.withheld} onAllowed={() => void find()} />
            )}
          </AlertBody>
        </div>
      )}
      {outcome?.kind === "found" && (outcome.found.users.length > 1 || !outcome.found.isWhole) && (
        <>
          <p role="status" class="visually-hidden">
            {outcome.found.users.length === 1 ? "1 user" : `${outcome.found.users.length} users`} found.
            Choose yourself.
          </p>
          {!outcome.found.isWhole && <p>{MAY_BE_MORE}</p>}
          <fieldset>
            <legend>{question(outcome.found)}</legend>
            {outcome.found.users.map((user) => (
              <label key={user.userId} class="choice">
                <input
                  type="radio"
                  name="match"
                  value={user.userId}
                  checked={user === outcome.chosen}
                  onChange={() => choose(user, outcome.found)}
                />
                <span>
                  <bdi class="match-name">{user.name ?? user.userId}</bdi>
                  <span class="hint">
                    <Texts texts={particulars(user)} />
                  </span>
                </span>
              </label>
            ))}
          </fieldset>
        </>
      )}
      {outcome?.kind === "found" && outcome.chosen !== null && (
        <SuccessMessage title="User ID filled in">
          <p>
            It is that of{" "}
            <Texts texts={[outcome.chosen.name ?? outcome.chosen.userId, ...particulars(outcome.chosen)]} />.
          </p>
        </SuccessMessage>
      )}
    </div>
  );
}

function question({ users }: Found): string {
  return users.length === 1
    ? "1 user matches. Is it you?"
    : `${users.length} users match. Which one are you?`;
}

/** What tells one user from another, beside the name or the ID that they are called by. */
function particulars({ userId, name, email, addresses }: FoundUser): readonly string[] {
  const texts = new Set([email, ...addresses, userId].filter((text) => text !== null));
  texts.delete(name ?? userId);
  return [...texts];
}
