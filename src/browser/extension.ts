/**
 * The one place where the extension API comes in.
 *
 * The polyfill gives Chrome 120 to 147 the `browser` that newer ones have themselves;
 * it throws outside an extension, and is therefore imported nowhere else.
 */
import browser from "webextension-polyfill";

export { browser };
