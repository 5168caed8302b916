import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import { t } from "../browser/i18n.ts";
import type { Shortcut } from "../browser/shortcuts.ts";
import { Icon } from "../ui/icon.tsx";
import { ChangeKeysButton } from "../ui/shortcut-list.tsx";

interface LastStepsProps {
  /** `null` if the browser cannot tell. */
  readonly isPinned: boolean | null;
  readonly keyWorks: boolean;
  readonly shortcuts: readonly Shortcut[];
}

/** What makes Hookswitch useful once it is connected: its badge in sight, and its key. Gone when the page opens again. */
export function LastSteps({ isPinned, keyWorks, shortcuts }: LastStepsProps) {
  const wasLeft = useRef(false);
  const isLeft = isPinned === false || !keyWorks;
  if (isLeft) wasLeft.current = true;
  if (!wasLeft.current) return null;
  return (
    <section class="card" aria-labelledby="last-steps-heading">
      <h2 id="last-steps-heading">{t("lastStepsHeading")}</h2>
      <ul class="steps">
        {isPinned !== null && (
          <Step isDone={isPinned}>
            {isPinned ? (
              t("lastStepPinned")
            ) : (
              <>
                <strong>{t("pinTitle")}</strong> {t("pinHow")}
              </>
            )}
          </Step>
        )}
        <Step isDone={keyWorks}>{keyWorks ? t("lastStepKeyWorks") : <PressKey shortcuts={shortcuts} />}</Step>
      </ul>
      <p role="status">{!isLeft && t("lastStepsDone")}</p>
    </section>
  );
}

interface StepProps {
  readonly isDone: boolean;
  readonly children: ComponentChildren;
}

function Step({ isDone, children }: StepProps) {
  return (
    <li class={isDone ? "step step-done" : "step"}>
      <span class="step-mark">{isDone && <Icon name="tick" />}</span>
      <div>{children}</div>
    </li>
  );
}

function PressKey({ shortcuts }: Pick<LastStepsProps, "shortcuts">) {
  const key = shortcuts.find(({ command }) => command === "switch-device")?.key ?? "";
  if (key === "") {
    return (
      <>
        <p>{t("lastStepNoKey")}</p>
        <ChangeKeysButton />
      </>
    );
  }
  return (
    <>
      <strong>{t("lastStepKey", { key })}</strong> {t("lastStepKeyMeans")}
    </>
  );
}
