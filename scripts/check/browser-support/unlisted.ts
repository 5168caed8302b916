import type { Support } from "./compat-data.ts";

/** What the data does not list by itself: a member of what another feature gives is as old as that. */
export const AS_OLD_AS: Readonly<Record<string, string>> = {
  "api.ReadableStreamReadDoneResult.done": "api.ReadableStreamDefaultReader.read",
  "api.ReadableStreamReadDoneResult.value": "api.ReadableStreamDefaultReader.read",
  "api.ReadableStreamReadValueResult.done": "api.ReadableStreamDefaultReader.read",
  "api.ReadableStreamReadValueResult.value": "api.ReadableStreamDefaultReader.read",
  "javascript.builtins.Intl.ListFormat.type": "javascript.builtins.Intl.ListFormat.formatToParts",
  "javascript.builtins.Intl.ListFormat.value": "javascript.builtins.Intl.ListFormat.formatToParts",
  "javascript.builtins.Intl.ResolvedDateTimeFormatOptions.timeZone":
    "javascript.builtins.Intl.DateTimeFormat.resolvedOptions",
  "javascript.builtins.Intl.SegmentData.index": "javascript.builtins.Intl.Segmenter.segment",
  "javascript.builtins.RegExpExecArray.index": "javascript.builtins.RegExp.exec",
  "javascript.builtins.Uint8Array.byteLength": "javascript.builtins.TypedArray.byteLength",
  "javascript.builtins.Uint8Array.from": "javascript.builtins.TypedArray.from",
  "webextensions.api.action.GetUserSettingsCallbackUserSettingsType.isOnToolbar":
    "webextensions.api.action.getUserSettings",
  "webextensions.api.contextMenus": "webextensions.api.menus",
  "webextensions.api.manifest.ManifestBase.version": "webextensions.api.runtime.getManifest",
  "webextensions.api.menus.OnClickData.menuItemId": "webextensions.api.menus.OnClickData",
  "webextensions.api.permissions.AnyPermissions.origins": "webextensions.api.permissions.getAll",
  "webextensions.api.permissions.AnyPermissions.permissions": "webextensions.api.permissions.getAll",
  "webextensions.api.runtime.OnInstalledDetailsType.reason": "webextensions.api.runtime.onInstalled",
  "webextensions.api.tabs.MutedInfo.muted": "webextensions.api.tabs.MutedInfo",
};

const since = (version: string): Support => ({
  chrome: { version_added: version },
  edge: { version_added: version },
  firefox: { version_added: false },
});

/** What only Chromium has, and the data does not know, by https://developer.chrome.com/docs/extensions/reference. */
export const CHROMIUM_ONLY: Readonly<Record<string, Support>> = {
  // Since 84 with `accountStatus`.
  "webextensions.api.identity.getProfileUserInfo": since("84"),
  "webextensions.api.notifications.getPermissionLevel": since("28"),
  "webextensions.api.offscreen": since("109"),
  "webextensions.api.tabs.Tab.frozen": since("132"),
  "webextensions.manifest.key": since("4"),
  "webextensions.manifest.minimum_chrome_version": since("16"),
  "webextensions.manifest.permissions.identity.email": since("37"),
  "webextensions.manifest.permissions.offscreen": since("109"),
};

/** Where the data lists the members of the interfaces that the compiler's types make of them. */
export const OWNERS: Readonly<Record<string, readonly string[]>> = {
  Body: ["Response", "Request"],
  DocumentOrShadowRoot: ["Document"],
  Element: ["Node", "HTMLElement", "HTMLFormElement"],
  HTMLFormElement: ["HTMLElement", "Element"],
  HTMLHyperlinkElementUtils: ["HTMLAnchorElement"],
  HTMLOrSVGElement: ["HTMLElement", "SVGElement"],
  NavigatorID: ["Navigator"],
  NavigatorOnLine: ["Navigator"],
  ParentNode: ["Element", "Document"],
  ReadableStreamGenericReader: ["ReadableStreamDefaultReader"],
  Window: ["", "Document"],
};

/** Where the data lists the functions of CSS. */
export const FUNCTION_TYPES: readonly string[] = [
  "types",
  "types.color",
  "types.basic-shape",
  "types.easing-function",
  "types.gradient",
  "types.transform-function",
  "properties.grid-template-columns",
];
