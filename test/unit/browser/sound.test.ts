import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { playSound } from "../../../src/browser/sound.ts";

const createDocument = vi.hoisted(() => vi.fn());
const api = vi.hoisted(() => ({
  offscreen: { createDocument } as unknown,
  i18n: { getMessage: (id: string) => id, getUILanguage: () => "en" },
}));
vi.mock("../../../src/browser/extension.ts", () => ({ browser: api }));
afterEach(() => {
  vi.resetAllMocks();
  vi.unstubAllGlobals();
});

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

describe("where the browser has no such documents", () => {
  beforeEach(() => {
    api.offscreen = undefined;
  });

  it("the background, which is a page there, plays both notes itself", async () => {
    const played: number[] = [];
    vi.stubGlobal("AudioContext", audioThatPlays(played));
    await playSound();
    expect(played).toEqual([587, 880]);
  });

  it("a background without audio plays nothing", async () => {
    await expect(playSound()).resolves.toBeUndefined();
  });
});

/** As much of the browser's audio as two notes need. Each note has faded as soon as it is to stop. */
function audioThatPlays(played: number[]) {
  const volume = { setValueAtTime() {}, linearRampToValueAtTime() {}, exponentialRampToValueAtTime() {} };
  return class {
    currentTime = 0;
    destination = {};
    createGain() {
      return { gain: volume, connect() {} };
    }
    createOscillator() {
      const note = {
        frequency: { value: 0 },
        onended: () => {},
        connect: (to: unknown) => to,
        start: () => played.push(note.frequency.value),
        stop: () => queueMicrotask(() => note.onended()),
      };
      return note;
    }
    async close() {}
  };
}
