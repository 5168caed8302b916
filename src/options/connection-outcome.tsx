import type { ComponentChildren } from "preact";
import { send } from "../browser/commands.ts";
import { t } from "../browser/i18n.ts";
import type { CcmRegion } from "../core/account.ts";
import { troubleOfFailure } from "../core/explain-failure.ts";
import { type Failure, isAccessBlocked, withheldHost } from "../core/failure.ts";
import { message } from "../core/message.ts";
import { AlertBody } from "../ui/alerts.tsx";
import { AllowAccess } from "../ui/allow-access.tsx";
import { FoundDevices } from "./found-devices.tsx";
import { SuccessMessage } from "./success-message.tsx";
import type { Outcome } from "./use-connection.ts";

type Failed = Extract<Outcome, { kind: "failed" }>;

interface FailedProps {
  /** The agent signs out although this may leave no device on. */
  readonly onInsist: () => void;
  /** The agent accepts Exotel's spelling of the user ID, or the region that Exotel has the account in. */
  readonly onCorrect: (values: { readonly userId: string } | { readonly region: CcmRegion }) => void;
  /** The agent has allowed the blocked host. */
  readonly onAllowed: () => void;
}

interface ConnectionOutcomeProps extends FailedProps {
  readonly outcome: Outcome | null;
  /** Why the last read in the background failed. */
  readonly failure: Failure | null;
}

/** The outcome of the last action on the form. Without a failed one, an alert if the browser blocks Exotel's host. */
export function ConnectionOutcome({ outcome, failure, ...props }: ConnectionOutcomeProps) {
  const withheld = withheldHost(failure);
  return (
    <div class="outcome">
      {/* Always rendered: some screen readers do not announce a status added together with its text. */}
      <div role="status">{outcome && outcome.kind !== "failed" && <OutcomeNote outcome={outcome} />}</div>
      {outcome?.kind !== "failed" && failure !== null && isAccessBlocked(failure) && (
        <div role="alert">
          <AlertBody explanation={troubleOfFailure(failure)}>
            {withheld !== null && (
              <AllowAccess host={withheld} onAllowed={() => void send({ type: "refresh" })} />
            )}
          </AlertBody>
        </div>
      )}
      {outcome?.kind === "failed" && (
        <div role="alert">
          <AlertBody explanation={outcome.explanation}>{nextStep(outcome, props)}</AlertBody>
        </div>
      )}
    </div>
  );
}

function OutcomeNote({ outcome }: { readonly outcome: Exclude<Outcome, Failed> }) {
  switch (outcome.kind) {
    case "trying":
      return <p>{t("setUpTrying")}</p>;
    case "signing-in":
      return <p>{t("organisationOpen")}</p>;
    case "signed-out":
      return <p>{t("setUpSignedOut")}</p>;
    case "connected":
      return (
        <SuccessMessage title={t("setUpConnected")} announce={false}>
          {outcome.reading && <FoundDevices reading={outcome.reading} />}
        </SuccessMessage>
      );
  }
}

/** The button for the next step after a failure; `null` if there is none. */
function nextStep(
  { explanation, mayInsist, suggestedUserId, otherRegion }: Failed,
  { onInsist, onCorrect, onAllowed }: FailedProps,
): ComponentChildren {
  if (mayInsist) {
    return (
      <button type="button" class="link" onClick={onInsist}>
        {t("setUpSignOutAnyway")}
      </button>
    );
  }
  if (suggestedUserId !== undefined) {
    return (
      <button type="button" class="link" onClick={() => onCorrect({ userId: suggestedUserId })}>
        {t("setUpTakeSpelling", { id: suggestedUserId })}
      </button>
    );
  }
  if (otherRegion !== undefined) {
    const region = message(otherRegion === "mumbai" ? "setUpMumbai" : "setUpSingapore");
    return (
      <button type="button" class="primary" onClick={() => onCorrect({ region: otherRegion })}>
        {t("setUpTakeRegion", { region })}
      </button>
    );
  }
  return explanation.withheld ? <AllowAccess host={explanation.withheld} onAllowed={onAllowed} /> : null;
}
