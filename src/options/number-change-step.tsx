import { t } from "../browser/i18n.ts";
import type { Device } from "../core/devices/device.ts";
import { AlertBody } from "../ui/alerts.tsx";
import { AllowAccess } from "../ui/allow-access.tsx";
import { InlineConfirm } from "../ui/inline-confirm.tsx";
import { RichText } from "../ui/rich-text.tsx";
import { SuccessMessage } from "./success-message.tsx";
import type { Step, Wish } from "./use-number-change.ts";

interface NumberChangeStepProps {
  readonly step: Step;
  /** The agent's current phones. */
  readonly phones: readonly Device[];
  readonly onChange: (wish: Wish) => void;
  readonly onBack: () => void;
}

/** The current step of a number change: the confirmation, the progress or the result. */
export function NumberChangeStep({ step, phones, onChange, onBack }: NumberChangeStepProps) {
  switch (step.kind) {
    case "asking":
      return (
        <InlineConfirm
          title={t("numberAsk", { number: step.wish.number })}
          yes={t("numberAskYes")}
          no={t("numberAskNo")}
          onAnswer={(yes) => (yes ? onChange(step.wish) : onBack())}
        >
          <p>
            {step.wish.device.address === null ? (
              t("numberAskMeansOld")
            ) : (
              <RichText id="numberAskMeans" parts={{ number: <bdi>{step.wish.device.address}</bdi> }} />
            )}
          </p>
          {step.wish.device.on === true && <p>{t("numberAskIsOn")}</p>}
        </InlineConfirm>
      );
    case "changing":
      return <p role="status">{t("numberChanging")}</p>;
    case "changed":
      return (
        <SuccessMessage title={t("numberChanged")}>
          <p>
            {t(isVerified(phones, step.wish) ? "numberIsVerified" : "numberIsWaiting", {
              number: step.wish.number,
            })}
          </p>
        </SuccessMessage>
      );
    case "failed":
      return (
        <div role="alert">
          <AlertBody explanation={step.explanation}>
            {step.explanation.withheld && (
              <AllowAccess host={step.explanation.withheld} onAllowed={() => onChange(step.wish)} />
            )}
          </AlertBody>
        </div>
      );
  }
}

function isVerified(phones: readonly Device[], { device, number }: Wish): boolean {
  return phones.some(
    ({ id, address, verified }) => id === device.id && address === number && verified === true,
  );
}
