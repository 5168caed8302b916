import { afterEach, expect, it, vi } from "vitest";
import { playSound } from "../../../src/browser/sound.ts";

const createDocument = vi.hoisted(() => vi.fn());
const api = vi.hoisted(() => ({
  offscreen: { createDocument } as unknown,
  i18n: { getMessage: (id: string) => id, getUILanguage: () => "en" },
}));
vi.mock("../../../src/browser/extension.ts", () => ({ browser: api }));
afterEach(() => vi.resetAllMocks());

it("opens the document that plays", async () => {
  createDocument.mockResolvedValueOnce(undefined);
  await playSound();
  expect(createDocument.mock.calls).toEqual([
    [{ url: "src/sound/sound.html", reasons: ["AUDIO_PLAYBACK"], justification: "soundReason" }],
  ]);
});

it("plays nothing besides a sound that plays already", async () => {
  createDocument.mockRejectedValueOnce(new Error("Only a single offscreen document may be created."));
  await expect(playSound()).resolves.toBeUndefined();
});

it("plays nothing where the browser has no such documents", async () => {
  api.offscreen = undefined;
  await expect(playSound()).resolves.toBeUndefined();
});
