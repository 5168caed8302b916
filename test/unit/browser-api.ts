import { vi } from "vitest";
import { getMessage } from "./english.ts";

/** What pages ask of the extension API outside a browser: the words. A test that needs more mocks it itself. */
vi.mock("../../src/browser/extension.ts", () => ({
  browser: { i18n: { getMessage, getUILanguage: () => "en-US" } },
}));
