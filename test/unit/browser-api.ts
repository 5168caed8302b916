import { vi } from "vitest";
import { catalogueOf, getMessageOf } from "./catalogues.ts";

/** What pages ask of the extension API outside a browser: the words, and a worker that never replies. A test that needs more mocks it itself. */
vi.mock("../../src/browser/extension.ts", () => ({
  browser: {
    i18n: { getMessage: getMessageOf(catalogueOf("en")), getUILanguage: () => "en-US" },
    runtime: { sendMessage: () => new Promise(() => undefined) },
  },
}));
