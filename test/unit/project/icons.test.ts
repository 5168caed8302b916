import { readFileSync } from "node:fs";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { ICON_SIZES, renderIcon } from "../../../scripts/icons.ts";
import { badge, REFUSED_PRESS } from "../../../src/core/devices/badge.ts";
import type { SoftphoneState, Verdict } from "../../../src/core/devices/verdict.ts";
import { BADGE_MEANINGS } from "../../../src/options/badge-meanings.ts";
import { HANDSET, SWITCH } from "../../../src/ui/logo.tsx";

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url));

describe("the icons", () => {
  it.each(ICON_SIZES)("of %i px are those of the drawing", async (size) => {
    const pixels = (png: Uint8Array) => sharp(png).ensureAlpha().raw().toBuffer();
    const [kept, drawn] = [
      await pixels(read(`icons/icon-${size}.png`)),
      await pixels(await renderIcon(size)),
    ];
    expect(kept).toHaveLength(size * size * 4);
    // Another processor may round a shade at an edge otherwise.
    const furthest = kept.reduce(
      (most, shade, at) => Math.max(most, Math.abs(shade - (drawn[at] ?? 999))),
      0,
    );
    expect(furthest).toBeLessThanOrEqual(16);
  });

  it("show the logo that the pages show", () => {
    const svg = read("icons/icon.svg").toString();
    expect([svg.includes(HANDSET), svg.includes(SWITCH)]).toEqual([true, true]);
  });
});

describe("the legend", () => {
  it("explains every badge that a verdict can have, once", () => {
    const softphones: Record<SoftphoneState, true> = {
      registered: true,
      "not-registered": true,
      "not-reported": true,
      "not-read-since": true,
      "not-seen-lately": true,
      "last-seen-unusable": true,
      off: true,
      absent: true,
      "registered-earlier": true,
      "page-closed": true,
      "page-left": true,
      "page-opening": true,
      "page-crashed": true,
      "page-asleep": true,
      "page-frozen": true,
      "page-hung": true,
      "no-microphone": true,
      "no-speaker": true,
      "microphone-denied": true,
    };
    const verdicts: Verdict[] = [
      { reach: "reading" },
      { reach: "refused", why: "refused" },
      { reach: "unknown", why: "offline" },
      ...(["both", "phone", "softphone", "nobody"] as const).flatMap((reach) =>
        (Object.keys(softphones) as SoftphoneState[]).map((softphone) => ({ reach, softphone, busy: false })),
      ),
    ];
    const shown = new Set([...verdicts.map(badge), REFUSED_PRESS].map((one) => JSON.stringify(one)));
    const explained = BADGE_MEANINGS.map((row) => JSON.stringify(row.badge));
    expect(new Set(explained)).toEqual(shown);
    expect(explained).toHaveLength(shown.size);
  });
});
