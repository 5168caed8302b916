import { t } from "../browser/i18n.ts";
import { explainSignIn } from "../core/sign-in/explain-sign-in.ts";
import type { Items } from "../store/items.ts";
import { AlertBody } from "../ui/alerts.tsx";
import type { Outcome } from "./use-connection.ts";

interface OrganisationSignInProps {
  readonly items: Items;
  readonly outcome: Outcome | null;
  readonly onSignIn: () => void;
}

/** The way to connect without entering anything, where the organisation offers it. */
export function OrganisationSignIn({ items, outcome, onSignIn }: OrganisationSignInProps) {
  const { failure } = items.signInTries;
  const isSignedIn = items.accountFrom === "organisation" && items.status.credentials === "present";
  const isBusy = outcome?.kind === "signing-in";
  return (
    <div class="organisation">
      <p class="lead">{t(isSignedIn ? "organisationSignedIn" : "organisationLead")}</p>
      {failure !== null && outcome === null && (
        <div role="alert">
          <AlertBody explanation={explainSignIn(failure)} />
        </div>
      )}
      <button
        type="button"
        class={isSignedIn ? "secondary" : "primary"}
        aria-disabled={isBusy}
        onClick={() => isBusy || onSignIn()}
      >
        {t("signInWithOrganisation")}
      </button>
    </div>
  );
}
