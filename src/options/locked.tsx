import { type ComponentChildren, createContext } from "preact";
import { useContext } from "preact/hooks";
import { t } from "../browser/i18n.ts";
import type { SettingName } from "../core/policy/setting-keys.ts";

/** The settings that the policy locks. */
export const LockedSettings = createContext<readonly SettingName[]>([]);

/** Whether the policy locks a setting. */
export function useIsLocked(): (name: SettingName) => boolean {
  const locked = useContext(LockedSettings);
  return (name) => locked.includes(name);
}

/** The fields of a setting: where the policy locks it, they are disabled and say so. */
export function Locked({
  name,
  children,
}: {
  readonly name: SettingName;
  readonly children: ComponentChildren;
}) {
  const isLocked = useIsLocked();
  return (
    <SetByOrganisation id={name} isSet={isLocked(name)}>
      {children}
    </SetByOrganisation>
  );
}

interface SetByOrganisationProps {
  /** Of the fields, for the ID of the words. */
  readonly id: string;
  readonly isSet: boolean;
  readonly children: ComponentChildren;
}

/** Fields that a policy may fix. What is fixed is shown, disabled. */
export function SetByOrganisation({ id, isSet, children }: SetByOrganisationProps) {
  if (!isSet) return <>{children}</>;
  return (
    <fieldset class="set-by-organisation" disabled aria-describedby={`${id}-set`}>
      {children}
      <SetNote id={`${id}-set`} />
    </fieldset>
  );
}

/** The words for what a policy fixes. */
export function SetNote({ id }: { readonly id: string }) {
  return (
    <p id={id} class="hint set-note">
      {t("setByOrganisation")}
    </p>
  );
}
