import { inWords, t } from "../browser/i18n.ts";
import { credentialsOf } from "../core/credentials.ts";
import { isFixed } from "../core/policy/next-step.ts";
import { mayKeepSignedIn } from "../core/policy/policy.ts";
import { offersSignIn } from "../core/sign-in/sign-in.ts";
import type { Items } from "../store/items.ts";
import { ConnectionOutcome } from "./connection-outcome.tsx";
import { KeepSignedIn } from "./keep-signed-in.tsx";
import { SetByOrganisation } from "./locked.tsx";
import { OrganisationSignIn } from "./organisation-sign-in.tsx";
import { PasteBox } from "./paste-box.tsx";
import { ProfileEmail } from "./profile-email.tsx";
import { FORMS, useConnection } from "./use-connection.ts";

interface ConnectionProps {
  readonly items: Items;
  readonly reload: () => Promise<Items>;
}

/** The account whose devices are shown. Exotel must accept it before anything is saved. */
export function Connection({ items, reload }: ConnectionProps) {
  const { account, status, settings, keepSignedIn, policy } = items;
  const { form, api, given, isGiven, credentials, errors, outcome, ...actions } = useConnection(
    items,
    reload,
  );
  const { Fields } = api;
  const isOffered = offersSignIn(policy);
  const isDecided = account !== null && isFixed(policy, account);
  return (
    <section class="card" aria-labelledby="connection-heading">
      <h2 id="connection-heading">{t(account === null ? "setUpFirstHeading" : "setUpHeading")}</h2>
      {isOffered ? (
        <OrganisationSignIn items={items} outcome={outcome} onSignIn={() => void actions.signIn()} />
      ) : (
        !isDecided && <p class="lead">{t(account === null ? "setUpLead" : "setUpLeadSaved")}</p>
      )}
      <form ref={form} onSubmit={(event) => void actions.submit(event)} noValidate autocomplete="off">
        {!isGiven && (
          <>
            <PasteBox form={form} saved={account && credentialsOf(account.api)} choose={actions.choose} />
            <p class="by-hand">{t("setUpByHand")}</p>
          </>
        )}
        {policy?.UserIdFromProfileEmail === true && account === null && <ProfileEmail />}
        <SetByOrganisation id="api" isSet={given.api !== undefined}>
          <fieldset class="apis">
            <legend>{t("setUpApi")}</legend>
            {Object.values(FORMS).map((one) => (
              <label key={one.api} class="choice">
                <input
                  type="radio"
                  name="api"
                  value={one.api}
                  checked={one === api}
                  onChange={() => actions.choose(one.api)}
                />
                <span>{inWords(one.label)}</span>
              </label>
            ))}
          </fieldset>
        </SetByOrganisation>
        <Fields
          account={account}
          settings={settings}
          given={given}
          givesCredentials={isGiven}
          hasSaved={isGiven || credentials === "present"}
          isRefused={credentials === "refused"}
          errors={errors}
          showErrors={actions.showErrors}
        />
        {/* The browser has the policy's credentials on each start. */}
        {!isGiven && <KeepSignedIn mayKeep={mayKeepSignedIn(policy)} keepSignedIn={keepSignedIn} />}
        {!isDecided && (
          <div class="actions">
            <button type="submit" class="primary" aria-disabled={outcome?.kind === "trying"}>
              {t("setUpSave")}
            </button>
            {account !== null && (
              <button type="button" class="secondary" onClick={() => void actions.signOut(false)}>
                {t("setUpSignOut")}
              </button>
            )}
          </div>
        )}
      </form>
      <ConnectionOutcome
        outcome={outcome}
        failure={status.failure}
        onInsist={() => void actions.signOut(true)}
        onCorrect={actions.correct}
        onAllowed={() => form.current?.requestSubmit()}
      />
    </section>
  );
}
