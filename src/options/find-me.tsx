import { t } from "../browser/i18n.ts";
import type { CcmRegion } from "../core/account.ts";
import { type Message, message } from "../core/message.ts";
import type { Settings } from "../core/settings.ts";
import { AlertBody } from "../ui/alerts.tsx";
import { AllowAccess } from "../ui/allow-access.tsx";
import { RichText } from "../ui/rich-text.tsx";
import { TextField } from "../ui/text-field.tsx";
import { Texts } from "../ui/texts.tsx";
import type { FieldErrors } from "./api-form.ts";
import { CountryField } from "./country-field.tsx";
import { FoundUsers, userDetails } from "./found-users.tsx";
import { SuccessMessage } from "./success-message.tsx";
import { useFindMe } from "./use-find-me.ts";

interface FindMeProps {
  readonly settings: Settings;
  readonly hasSaved: boolean;
  readonly error: Message | undefined;
  readonly showErrors: (errors: FieldErrors) => void;
}

/** Searches the account's users for the agent, and fills in the user ID. */
export function FindMe({ settings, hasSaved, error, showErrors }: FindMeProps) {
  const { group, outcome, region, find, findIn, choose } = useFindMe(hasSaved, showErrors);
  return (
    <div ref={group} class="find">
      <TextField
        name="lookup"
        label={t("findMeLookup")}
        hint={t("findMeLookupHint")}
        error={error}
        beside={
          <button
            type="button"
            class="secondary"
            aria-disabled={outcome?.kind === "looking"}
            onClick={() => void find()}
          >
            {t("findMe")}
          </button>
        }
        onEnter={() => void find()}
      />
      <CountryField id="field-country" region={region} settings={settings} />
      {outcome?.kind === "looking" && <p role="status">{t("findMeLooking")}</p>}
      {outcome?.kind === "failed" && (
        <div role="alert">
          <AlertBody explanation={outcome.explanation}>
            {outcome.otherRegion && <FindElsewhere region={outcome.otherRegion} onFind={findIn} />}
            {outcome.explanation.withheld && (
              <AllowAccess host={outcome.explanation.withheld} onAllowed={() => void find()} />
            )}
          </AlertBody>
        </div>
      )}
      {outcome?.kind === "found" && (outcome.found.users.length > 1 || !outcome.found.isWhole) && (
        <FoundUsers
          found={outcome.found}
          chosen={outcome.chosen}
          onChoose={(user) => choose(user, outcome.found)}
        />
      )}
      {outcome?.kind === "found" && outcome.chosen !== null && (
        <SuccessMessage title={t("findMeFilledIn")}>
          <p>
            <RichText
              id="findMeFilledInOf"
              parts={{
                user: (
                  <Texts
                    texts={[outcome.chosen.name ?? outcome.chosen.userId, ...userDetails(outcome.chosen)]}
                  />
                ),
              }}
            />
          </p>
        </SuccessMessage>
      )}
    </div>
  );
}

interface FindElsewhereProps {
  readonly region: CcmRegion;
  readonly onFind: (region: CcmRegion) => void;
}

function FindElsewhere({ region, onFind }: FindElsewhereProps) {
  const name = message(region === "mumbai" ? "setUpMumbai" : "setUpSingapore");
  return (
    <button type="button" class="primary" onClick={() => onFind(region)}>
      {t("findMeInRegion", { region: name })}
    </button>
  );
}
