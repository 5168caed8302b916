import { playNotes } from "../sound/notes.ts";
import { browser } from "./extension.ts";
import { t } from "./i18n.ts";

/** Chromium's documents without a window, for what a worker cannot do. */
interface Offscreen {
  createDocument(of: {
    readonly url: string;
    readonly reasons: readonly "AUDIO_PLAYBACK"[];
    readonly justification: string;
  }): Promise<void>;
}

/**
 * Plays the sound that comes with a notification: in a document that closes itself afterwards, or in the background itself where
 * the browser has no such documents, as that is a page then. Nothing is played while such a document plays already. Never rejects.
 */
export async function playSound(): Promise<void> {
  const { offscreen } = browser as { readonly offscreen?: Offscreen };
  if (offscreen === undefined) return playNotes().catch(() => undefined);
  await offscreen
    .createDocument({
      url: "src/sound/sound.html",
      reasons: ["AUDIO_PLAYBACK"],
      justification: t("soundReason"),
    })
    // There is one already.
    .catch(() => undefined);
}
