/**
 * Plays the alerts' sound and closes the document, which the worker opens for that alone (`browser/sound.ts`). Where nothing can
 * be played, the browser closes it after 30 s.
 */
import { playNotes } from "./notes.ts";

void playNotes().then(() => close());
