import type { Platform } from "../agent/platform.ts";
import { hostOf } from "../core/account.ts";
import { accessBlocked } from "../core/failure.ts";
import { findUsers } from "../exotel/ccm/find-users.ts";
import { connect } from "../exotel/connect.ts";
import { ExotelError } from "../exotel/exotel-error.ts";
import { forgetHistory, lastObservation, readHistory, writeHistory } from "../store/history-database.ts";
import { clearAlarm, ensureAlarm, setAlarm } from "./alarm.ts";
import { stayAwake } from "./awake.ts";
import { showMenu } from "./context-menu.ts";
import { browser } from "./extension.ts";
import { fetchWithAccess, hasAccess } from "./host-access.ts";
import { notifications } from "./notifications.ts";
import { openPopup } from "./open-popup.ts";
import { readPolicy } from "./policy.ts";
import { presence } from "./presence.ts";
import { pageProbe } from "./probe.ts";
import { profileEmail } from "./profile-email.ts";
import { signInPage } from "./sign-in-page.ts";
import { playSound } from "./sound.ts";
import { clearItems, loadItems, rewriteDisk, saveItems } from "./storage.ts";
import { paint } from "./toolbar.ts";
import { vaultStorage } from "./vault-storage.ts";

const now = (): number => Date.now();
const network = {
  fetch: fetchWithAccess((host, why) => new ExotelError(why, accessBlocked(host, why))),
  now,
};

/** The browser, as the service needs it, but for its tabs. */
export const platform: Omit<Platform, "tabs"> = {
  now,
  elapsed: () => performance.now(),
  random: Math.random,
  online: () => navigator.onLine,
  presence,
  hasAccess: (account) => hasAccess(hostOf(account)),
  connect: (account, credentials, budget) => connect(account, credentials, { ...network, ...budget }),
  find: (office, credentials, lookup, budget) =>
    findUsers(office, credentials, lookup, { ...network, ...budget }),
  loadItems,
  saveItems,
  rewriteDisk,
  clearItems,
  vault: vaultStorage,
  readPolicy,
  profileEmail,
  signInPage,
  setAlarm,
  ensureAlarm,
  clearAlarm,
  after: (ms, callBack) => {
    setTimeout(callBack, ms);
  },
  stayAwake,
  pageProbe,
  history: { last: lastObservation, read: readHistory, write: writeHistory, forget: forgetHistory },
  notifications,
  playSound,
  openPopup,
  openOptions: () => browser.runtime.openOptionsPage().catch(() => undefined),
  showMenu,
  paint: (badge, title) => {
    // If it fails, the next change or the next start of the worker paints again.
    paint(badge, title).catch(() => undefined);
  },
};
