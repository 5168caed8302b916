import type { Command, Reply } from "../browser/commands.ts";
import type { AccountChanges } from "./account.ts";
import type { SettingsChange } from "./change-settings.ts";
import type { FindUsers } from "./find-users.ts";
import type { Organisation } from "./organisation.ts";
import type { Pause } from "./pause.ts";
import type { ChangeNumber } from "./phone-number.ts";
import type { TakePress } from "./press.ts";
import type { Refresh } from "./refresh.ts";
import type { Rules } from "./rules.ts";
import type { SoftphoneTabs } from "./softphone-tabs.ts";
import type { State } from "./state.ts";

/** @returns a function that carries out a command from one of our pages */
export function createCommands(
  state: State,
  refresh: Refresh,
  press: TakePress,
  rules: Rules,
  pause: Pause,
  accounts: AccountChanges,
  findUsers: FindUsers,
  organisation: Organisation,
  changeNumber: ChangeNumber,
  settings: SettingsChange,
  softphoneTabs: SoftphoneTabs,
): (command: Command) => Promise<Reply> {
  return async (command) => {
    await state.loaded;
    await state.adjustWaits();
    switch (command.type) {
      case "refresh":
        void softphoneTabs.look();
        await refresh.readOrResume();
        return { ok: true };
      case "switch":
        return press(command.press, "popup");
      case "for-a-while":
        return rules.forAWhile(command.press, command.until);
      case "end-for-a-while":
        return rules.endForAWhile();
      case "pause":
        return pause.begin(command.until);
      case "end-pause":
        return pause.end();
      case "connect":
        return accounts.connect(command.account, command.keepSignedIn);
      case "find":
        return findUsers(command.office, command.lookup);
      case "change-number":
        return changeNumber(state.items.account, command.device, command.number);
      case "sign-out":
        return organisation.signOut(command.anyway === true);
      case "organisation-sign-in":
        return organisation.signIn();
      case "change-settings":
        return settings.change(command.settings);
      case "watch-tab":
        return softphoneTabs.watch(command.tab, command.address);
      case "open-softphone":
        return softphoneTabs.open();
      case "unmute-softphone":
        return softphoneTabs.unmute();
      case "dismiss-notice":
        if (state.items.notice !== null) await state.set({ notice: null });
        return { ok: true };
    }
  };
}
