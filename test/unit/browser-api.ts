import { vi } from "vitest";

/** A test that needs more of the extension API mocks it itself. */
vi.mock("../../src/browser/extension.ts", () => import("./page-api.ts"));
