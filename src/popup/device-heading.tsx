import { t } from "../browser/i18n.ts";
import type { Device } from "../core/devices/device.ts";
import { Texts } from "../ui/texts.tsx";

interface DeviceHeadingProps {
  readonly device: Device;
  /** What identifies it beside its kind, in the server's words. */
  readonly own: readonly string[];
  /** Whether there is room for its name only. */
  readonly isCompact: boolean;
}

/** A device's name, with its kind in small. */
export function DeviceHeading({ device: { kind }, own, isCompact }: DeviceHeadingProps) {
  const what = { pstn: t("devicePhone"), sip: t("deviceSoftphone"), other: t("deviceUnknown") }[kind];
  const short = { pstn: t("devicePstnKind"), sip: t("deviceSipKind"), other: null }[kind];
  return (
    <h3 class="device-name">
      {own.length === 0 ? what : <Texts texts={own} />}
      {!(isCompact && kind !== "other") && (
        <span class="kind"> {own.length > 0 && kind === "other" ? what : short}</span>
      )}
    </h3>
  );
}
