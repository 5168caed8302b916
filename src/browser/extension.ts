/**
 * The only import of the extension API.
 *
 * The polyfill gives Chrome 120 to 147 the `browser` global that newer versions have. It throws outside an extension, so
 * nothing else imports it.
 */
import browser from "webextension-polyfill";

export { browser };
