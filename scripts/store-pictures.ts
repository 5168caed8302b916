import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { makeClock } from "../test/e2e/harness/clock.ts";
import { launchHookswitch } from "../test/e2e/harness/launch.ts";
import { startSoftphoneSite } from "../test/e2e/harness/softphone-page.ts";
import { startEmulator } from "../test/emulator/emulator.ts";
import { ensureBrowser } from "./browser.ts";
import { buildExtension } from "./build.ts";
import { CAPTIONS, type Language, PICTURES } from "./store/captions.ts";
import { compose, tile } from "./store/compose.ts";
import { takeShots, wordsOf } from "./store/shots.ts";

/**
 * Makes the stores' pictures in `docs/store/pictures/` from the real extension, connected to the emulator, in each language: those
 * of 1280 × 800, and the tiles. `--language hi` makes those of one language only. Debian's Chromium has its other languages in the
 * package `chromium-l10n`.
 */

const FOLDER = new URL("../docs/store/pictures/", import.meta.url);

/** When the pictures are taken: a Friday, at half past five in the afternoon. */
const TIME_ZONE = "Asia/Kolkata";
const NOW = Date.parse("2026-11-27T17:30:00+05:30");

const { values } = parseArgs({ options: { language: { type: "string" } } });

async function picturesIn(language: Language): Promise<void> {
  const clock = makeClock();
  clock.set(NOW);
  const [emulator, site] = await Promise.all([startEmulator({ now: clock.now }), startSoftphoneSite()]);
  const env = { ...clock.env, TZ: TIME_ZONE, LANGUAGE: language };
  const handle = await launchHookswitch({ emulator, env, extraArgs: [`--lang=${language}`] });
  try {
    const words = wordsOf(language);
    const direction = words("direction");
    const shots = await takeShots(handle, emulator, site, language, clock);
    const page = await handle.context.newPage();
    const folder = new URL(`${language}/`, FOLDER);
    mkdirSync(folder, { recursive: true });
    const keep = (name: string, png: Uint8Array): void => {
      writeFileSync(new URL(name, folder), png);
      console.log(`${fileURLToPath(new URL(name, folder))}: ${png.length} bytes`);
    };
    for (const picture of PICTURES) {
      const line = CAPTIONS[language][picture];
      const size = { width: 1280, height: 800 };
      keep(`${picture}.png`, await compose(page, size, { line, direction, subject: shots[picture] }));
    }
    const [line = ""] = /^.+?[?؟]/.exec(words("extensionDescription")) ?? [];
    keep("tile.png", await tile(page, { width: 440, height: 280 }, { line, direction }));
    keep("marquee.png", await tile(page, { width: 1400, height: 560 }, { line, direction }));
  } finally {
    await handle.close();
    await Promise.all([emulator.close(), site.close()]);
    clock.remove();
  }
}

process.env.TZ = TIME_ZONE;
await ensureBrowser();
await buildExtension();
for (const language of Object.keys(CAPTIONS) as Language[]) {
  if (values.language === undefined || values.language === language) await picturesIn(language);
}
