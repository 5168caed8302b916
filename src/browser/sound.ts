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
 * Plays the sound that comes with a notification, in a document that closes itself afterwards. Resolves when it has begun. Nothing
 * is played where the browser has no such documents, or while one plays already. Never rejects.
 */
export async function playSound(): Promise<void> {
  const { offscreen } = browser as { readonly offscreen?: Offscreen };
  await offscreen
    ?.createDocument({
      url: "src/sound/sound.html",
      reasons: ["AUDIO_PLAYBACK"],
      justification: t("soundReason"),
    })
    // There is one already.
    .catch(() => undefined);
}
