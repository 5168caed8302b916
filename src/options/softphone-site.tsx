import { useState } from "preact/hooks";
import { t } from "../browser/i18n.ts";
import { SettingChoice } from "./setting-choice.tsx";
import { useSitePermission } from "./use-site-permission.ts";

interface SoftphoneSiteProps {
  /** The address of the softphone's page. */
  readonly page: string;
  /** Whether the setting asks the page if it works. */
  readonly probes: boolean;
  readonly onProbes: (isOn: boolean) => void;
}

/** What Hookswitch may do once the agent allows the softphone's site. */
export function SoftphoneSite({ page, probes, onProbes }: SoftphoneSiteProps) {
  const { isGiven, request, giveBack } = useSitePermission(page);
  const [isRefused, setIsRefused] = useState(false);

  async function ask(): Promise<boolean> {
    setIsRefused(false);
    const given = await request();
    setIsRefused(!given);
    return given;
  }

  async function takeBack(): Promise<void> {
    await giveBack();
    if (probes) onProbes(false);
  }

  async function tick(box: HTMLInputElement): Promise<void> {
    // Not before the site is allowed.
    const isOn = box.checked && (isGiven === true || (await ask()));
    box.checked = isOn;
    if (isOn !== probes) onProbes(isOn);
  }

  return (
    <>
      {isGiven !== null && (
        <>
          <p class="hint card-action">{t(isGiven ? "siteAllowed" : "siteWhyAllow")}</p>
          <p class="card-action">
            <button type="button" class="secondary" onClick={() => void (isGiven ? takeBack() : ask())}>
              {isGiven ? t("siteTakeBack") : t("siteAllow", { site: new URL(page).hostname })}
            </button>
          </p>
        </>
      )}
      <SettingChoice
        setting="probesPage"
        label={t("siteProbe")}
        hints={[t("siteProbeHint")]}
        isOn={probes && isGiven !== false}
        isSpaced
        onChange={(_, box) => void tick(box)}
      />
      {isRefused && <p role="alert">{t("siteRefused")}</p>}
    </>
  );
}
