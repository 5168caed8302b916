import type { RefObject } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { send } from "../browser/commands.ts";
import type { CcmRegion } from "../core/account.ts";
import { message } from "../core/message.ts";
import type { Found, FoundUser } from "../core/user-search.ts";
import type { Explained } from "../ui/alerts.tsx";
import type { FieldErrors } from "./api-form.ts";
import { asRegion, checkSearch } from "./ccm-check.ts";
import { fillIn } from "./fill-form.ts";
import { stage } from "./stage-credentials.ts";
import { typedIn } from "./typed-in.ts";

type Outcome =
  | { readonly kind: "looking" }
  | { readonly kind: "found"; readonly found: Found; readonly chosen: FoundUser | null }
  | {
      readonly kind: "failed";
      readonly explanation: Explained;
      readonly otherRegion?: CcmRegion | undefined;
    };

const NOBODY: Explained = {
  problem: [message("noUserFound")],
  remedy: [message("checkWhatYouEntered"), message("orEnterUserId")],
};

const NOTHING: Found = { users: [], isWhole: true };

const TOOK_TOO_LONG: Explained = {
  problem: [message("searchTookTooLong"), message("notAmongListed")],
  remedy: [message("retryOrEnterUserId")],
};

interface SearchState {
  /** An element inside the form whose fields give the account and receive the user ID. */
  readonly group: RefObject<HTMLDivElement | null>;
  readonly outcome: Outcome | null;
  /** The region chosen in the form. */
  readonly region: CcmRegion;
  readonly find: () => Promise<void>;
  /** Searches again, in the region that Exotel has the account in. */
  readonly findIn: (region: CcmRegion) => void;
  readonly choose: (user: FoundUser, found: Found) => void;
}

/**
 * Searches the account's users for the agent, and fills in the user ID.
 *
 * @param hasSaved whether credentials are saved, which empty fields keep
 */
export function useFindMe(hasSaved: boolean, showErrors: (errors: FieldErrors) => void): SearchState {
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [region, setRegion] = useState(asRegion(null));
  const group = useRef<HTMLDivElement>(null);

  // Submitting the form clears a failed search but keeps an open choice.
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

  // Follow the form's region, whether it changes by hand, by pasting or by a reset.
  useLayoutEffect(() => {
    const fields = group.current?.closest("form");
    const follow = (): void => setRegion(asRegion(fields && typedIn(fields).get("region")));
    // The browser resets the fields after the event's listeners have run.
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
    if (outcome?.kind === "looking" || fields === null) return;
    const checked = checkSearch(typedIn(fields), hasSaved);
    showErrors(checked.ok ? {} : checked.errors);
    setOutcome(null);
    if (!checked.ok) return;
    setOutcome({ kind: "looking" });
    const stagingFailure = await stage(checked.credentials);
    if (stagingFailure !== null) return setOutcome({ kind: "failed", explanation: stagingFailure });
    const reply = await send({ type: "find", office: checked.office, lookup: checked.lookup });
    if (!reply.ok) {
      const [reason] = reply.problem;
      if (reply.field === "api-key" && reason) showErrors({ apiKey: reason });
      return setOutcome({ kind: "failed", explanation: reply, otherRegion: reply.otherRegion });
    }
    const found = reply.found ?? NOTHING;
    const [first, ...others] = found.users;
    if (first === undefined) {
      return setOutcome({ kind: "failed", explanation: found.isWhole ? NOBODY : TOOK_TOO_LONG });
    }
    if (others.length === 0 && found.isWhole) return choose(first, found);
    // Clear a previous ID: otherwise an agent who has not chosen yet could save it.
    fillIn(fields, { userId: "" });
    setOutcome({ kind: "found", found, chosen: null });
  }

  function findIn(other: CcmRegion): void {
    fillIn(form(), { region: other });
    form()?.dispatchEvent(new Event("input"));
    // The focused button disappears with its alert.
    group.current?.querySelector("button")?.focus();
    void find();
  }

  function choose(user: FoundUser, found: Found): void {
    fillIn(form(), { userId: user.userId });
    setOutcome({ kind: "found", found, chosen: user });
  }

  return { group, outcome, region, find, findIn, choose };
}
