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
import { handOver } from "./stage-credentials.ts";

type Outcome =
  | { readonly kind: "looking" }
  | { readonly kind: "found"; readonly found: Found; readonly chosen: FoundUser | null }
  | { readonly kind: "failed"; readonly explanation: Explained };

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
  /** Stands inside the form whose fields say where to look, and take the user ID. */
  readonly group: RefObject<HTMLDivElement | null>;
  readonly outcome: Outcome | null;
  /** The region as it is chosen in the form. */
  readonly region: CcmRegion;
  readonly find: () => Promise<void>;
  readonly choose: (user: FoundUser, found: Found) => void;
}

/**
 * Looks for the agent among the account's users, and fills in the user ID.
 *
 * @param hasSaved whether credentials are saved that empty fields leave as they are
 */
export function useFindMe(hasSaved: boolean, showErrors: (errors: FieldErrors) => void): SearchState {
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [region, setRegion] = useState(asRegion(null));
  const group = useRef<HTMLDivElement>(null);

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
    if (outcome?.kind === "looking" || fields === null) return;
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

  return { group, outcome, region, find, choose };
}
