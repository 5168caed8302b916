/** In hertz: a fifth, upwards. */
const NOTES = [587, 880];
/** From one note to the next, and how long each fades, s. */
const APART = 0.18;
const FADES = 0.5;
/** Of 1. */
const LOUDNESS = 0.2;

/** Plays two soft notes. Resolves when they have faded. Rejects where there is no audio, and stays open where none may be played. */
export async function playNotes(): Promise<void> {
  const audio = new AudioContext();
  await new Promise<void>((resolve) => {
    for (const [index, pitch] of NOTES.entries()) {
      const from = audio.currentTime + index * APART;
      const [note, volume] = [audio.createOscillator(), audio.createGain()];
      note.frequency.value = pitch;
      volume.gain.setValueAtTime(0, from);
      // It rises for a moment, as a sudden beginning clicks.
      volume.gain.linearRampToValueAtTime(LOUDNESS, from + 0.02);
      volume.gain.exponentialRampToValueAtTime(0.001, from + FADES);
      note.connect(volume).connect(audio.destination);
      note.start(from);
      note.stop(from + FADES);
      if (index === NOTES.length - 1) note.onended = () => resolve();
    }
  });
  await audio.close();
}
