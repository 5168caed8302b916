import { expect, it } from "vitest";
import { nextEpisode, type ReachNow } from "../../../../src/core/alerts/episode.ts";

const NOW = 1_800_000_000_000;
const NONE = { suspected: null, episode: null, over: null };
const BAD: ReachNow = { reach: "bad", isCertain: false, isOwn: false, readAt: NOW, tellsEnd: true, now: NOW };
const once = { ...NONE, suspected: { reads: 1, readAt: NOW - 5 } };
const since = (ms: number) => ({ since: NOW - ms });
const lasts = (ms: number) => ({ ...NONE, episode: since(ms) });

it.each([
  ["a first reading is suspected", NONE, {}, { ...NONE, suspected: { reads: 1, readAt: NOW } }],
  ["a second one begins it", once, {}, lasts(0)],
  ["the same reading does not", once, { readAt: NOW - 5 }, once],
  ["nor does what is not read", once, { readAt: null }, once],
  ["nor what was never read", NONE, { readAt: null }, NONE],
  ["what is certain needs no reading", NONE, { readAt: null, isCertain: true }, lasts(0)],
  [
    "a press of the agent's own puts it off",
    once,
    { isOwn: true, isCertain: true },
    { ...NONE, suspected: { reads: 2, readAt: NOW } },
  ],
  ["what is open forgets what was suspected", once, { reach: "open" }, NONE],
  ["what is open does not end it", lasts(5), { reach: "open" }, lasts(5)],
  ["it goes on", lasts(5), {}, lasts(5)],
  ["it begins anew once it was over", { ...once, over: since(90_000) }, {}, lasts(0)],
  ["a short one ends without a word", lasts(60_000), { reach: "well" }, NONE],
  ["a longer one's end is told", lasts(60_001), { reach: "well" }, { ...NONE, over: since(60_001) }],
  ["also where all is not sure", lasts(60_001), { reach: "unsure" }, { ...NONE, over: since(60_001) }],
  ["not where it was not told itself", lasts(60_001), { reach: "well", tellsEnd: false }, NONE],
  ["its end stays told", { ...NONE, over: since(5) }, { reach: "well" }, { ...NONE, over: since(5) }],
  ["until that is open", { ...NONE, over: since(5) }, { reach: "open" }, NONE],
  ["what was suspected is forgotten where all is well", once, { reach: "well" }, NONE],
] as const)("an episode: %s", (_what, before, known, after) => {
  expect(nextEpisode(before, { ...BAD, ...known })).toEqual(after);
});
