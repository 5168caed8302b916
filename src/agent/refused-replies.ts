import type { Reply } from "../browser/commands.ts";
import { message } from "../core/message.ts";

/** Neither were any entered, nor are any saved. */
export const NO_CREDENTIALS: Reply = {
  ok: false,
  problem: [message("noCredentialsEntered")],
  remedy: [message("enterThemAndRetry")],
};

/** Another page has changed the account meanwhile. */
export const ACCOUNT_CHANGED: Reply = {
  ok: false,
  problem: [message("accountChangedNothingSaved")],
  remedy: [message("lookAndConnectAgain")],
};

/** The administrator's policy decides it. */
export const SET_BY_ORGANISATION: Reply = {
  ok: false,
  problem: [message("organisationSetThis")],
  remedy: [message("askAdministratorToChange")],
};

/** The browser could not store the entry. */
export const NOT_STORED: Reply = {
  ok: false,
  problem: [message("entryNotStored")],
  remedy: [message("freeDiskSpace")],
};

/** The browser could not remove what signing out removes. */
export const NOT_ALL_REMOVED: Reply = {
  ok: false,
  problem: [message("notAllRemoved")],
  remedy: [message("signOutAgain")],
};

/** Signing out would leave a switch in the middle. */
export const LAST_SWITCH_NOT_ENDED: Reply = {
  ok: false,
  problem: [message("perhapsNoneOn"), message("lastSwitchNotEnded")],
  remedy: [message("staySignedIn")],
  mayInsist: true,
};

/** Another account would leave a switch of the saved one in the middle. */
export const OTHER_ACCOUNTS_SWITCH_NOT_ENDED: Reply = {
  ok: false,
  problem: [message("perhapsNoneOn"), message("otherAccountsSwitchNotEnded")],
  remedy: [message("waitOrSignOut")],
};
