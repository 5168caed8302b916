/** A feature that a promised browser lacks. */
interface Detected {
  /** The files that use it, each of which does without it where it is missing. */
  readonly in: readonly string[];
  /** What happens where it is missing. */
  readonly otherwise: string;
}

/** Every feature in use that one of the promised browsers lacks, at the version that is promised. */
export const DETECTED: Readonly<Record<string, Detected>> = {
  "api.AbortSignal.timeout_static": {
    in: ["src/exotel/request.ts"],
    otherwise: "Up to Chrome 123, the error has another name: the signal is asked instead.",
  },
  "api.AudioParam.exponentialRampToValueAtTime": {
    in: ["src/sound/notes.ts"],
    otherwise: "Firefox may jump to the value: the sound ends less softly.",
  },
  "api.AudioParam.linearRampToValueAtTime": {
    in: ["src/sound/notes.ts"],
    otherwise: "Firefox may jump to the value: the sound begins less softly.",
  },
  "css.properties.print-color-adjust": {
    in: ["src/history/history.css"],
    otherwise: "Up to Chrome 135 it has a prefix, which the build adds.",
  },
  "css.properties.print-color-adjust.exact": {
    in: ["src/history/history.css"],
    otherwise: "Up to Chrome 135 the property has a prefix, which the build adds.",
  },
  "css.selectors.-moz-progress-bar": {
    in: ["src/popup/popup.css"],
    otherwise: "Chrome passes over this rule, and obeys the two with -webkit-.",
  },
  "css.selectors.-webkit-progress-bar": {
    in: ["src/popup/popup.css"],
    otherwise: "Firefox passes over this rule, and obeys the one with -moz-.",
  },
  "css.selectors.-webkit-progress-value": {
    in: ["src/popup/popup.css"],
    otherwise: "Firefox passes over this rule, and obeys the one with -moz-.",
  },
  "webextensions.api.action.onUserSettingsChanged": {
    in: ["src/browser/pinned.ts"],
    otherwise: "Before Chrome 130, the page looks again when it gets the focus.",
  },
  "webextensions.api.commands.openShortcutSettings": {
    in: ["src/browser/shortcuts.ts"],
    otherwise: "Chrome's own page for it is opened by its address.",
  },
  "webextensions.api.identity.getProfileUserInfo": {
    in: ["src/browser/profile-email.ts"],
    otherwise: "No email is known, and the user ID has to come from somewhere else.",
  },
  "webextensions.api.notifications.getPermissionLevel": {
    in: ["src/browser/test-notification.ts"],
    otherwise: "The set-up check says that it is not known.",
  },
  "webextensions.api.notifications.onButtonClicked": {
    in: ["src/browser/notifications.ts"],
    otherwise:
      "Firefox has no buttons on notifications: a click on the text opens the popup, which has them.",
  },
  "webextensions.api.notifications.update": {
    in: ["src/browser/notifications.ts"],
    otherwise: "A new notification takes the place of the one before.",
  },
  "webextensions.api.offscreen": {
    in: ["src/browser/sound.ts"],
    otherwise: "Firefox's background is a page, and plays the sound itself.",
  },
  "webextensions.api.storage.StorageArea.setAccessLevel": {
    in: ["src/browser/storage.ts"],
    otherwise:
      "Up to Chrome 139 for the disk, and in Firefox, scripts in pages are not kept out (docs/security.md).",
  },
  "webextensions.api.tabs.Tab.frozen": {
    in: ["src/browser/tabs.ts"],
    otherwise: "Before Chrome 132, a tab that is frozen is not told from one that runs.",
  },
  "webextensions.api.tabs.onReplaced": {
    in: ["src/browser/tabs.ts"],
    otherwise: "Firefox keeps a tab's number when it discards the tab.",
  },
  "webextensions.manifest.action.default_icon": {
    in: ["manifest.json"],
    otherwise: "Edge takes no single file, and no SVG: the manifest names a PNG for each size.",
  },
};
