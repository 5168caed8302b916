import { isLost, type Verdict } from "../devices/verdict.ts";
import { verdictSentences } from "../devices/verdict-sentences.ts";
import { message, type Param, type Sentences } from "../message.ts";
import type { Settings } from "../settings.ts";
import { dueWarning } from "../token-end.ts";
import { type AlertKind, type Occasion, plainAlert } from "./alert.ts";
import { buttonsThatHelp, ONLY_LATER, TO_UNMUTE } from "./alert-buttons.ts";
import type { AlertFacts } from "./alert-facts.ts";
import type { AlertsMemory } from "./alerts-memory.ts";
import type { Reach } from "./reach.ts";
import { ruleOccasion } from "./rule-occasion.ts";

const DAY = 86_400_000;

/** The setting that each kind follows. */
const SETTINGS = {
  reach: "tellsUnreached",
  well: "tellsUnreached",
  muted: "tellsMuted",
  credentials: "tellsRefused",
  token: "tellsTokenEnd",
  switch: "tellsFailedSwitch",
  rule: "tellsRuleSwitch",
} as const satisfies Record<AlertKind, keyof Settings>;

type EpisodeNow = Pick<AlertsMemory, "episode" | "over"> & { readonly reach: Reach };

/** The reason to tell the agent of a kind now; `null` if there is none, or they do not want to be told. */
export function occasionOf(
  kind: AlertKind,
  verdict: Verdict,
  now: EpisodeNow,
  facts: AlertFacts,
): Occasion | null {
  return facts.settings[SETTINGS[kind]] ? OCCASIONS[kind](verdict, now, facts) : null;
}

type OccasionOf = (verdict: Verdict, now: EpisodeNow, facts: AlertFacts) => Occasion | null;

const OCCASIONS: Readonly<Record<AlertKind, OccasionOf>> = {
  reach(verdict, { episode, reach }, facts) {
    if (episode === null) return null;
    const alert = {
      ...plainAlert(message(titleOf(verdict)), verdictSentences(verdict, facts)),
      buttons: buttonsThatHelp(verdict, facts),
      stays: true,
    };
    return { key: String(episode.since), alert, mayShow: reach === "bad" };
  },
  well(verdict, { over, reach }, facts) {
    if (over === null) return null;
    const title = reach === "well" ? "alertWell" : "alertOver";
    const alert = { ...plainAlert(message(title), verdictSentences(verdict, facts)), isSilent: true };
    return { key: String(over.since), alert, mayShow: true };
  },
  muted(verdict, _now, facts) {
    if (!("muted" in verdict)) return null;
    const words = plainAlert(message("alertMuted"), verdictSentences(verdict, facts));
    return { key: "muted", alert: { ...words, buttons: TO_UNMUTE, stays: true }, mayShow: true };
  },
  credentials(verdict, _now, facts) {
    if (verdict.reach !== "refused" || facts.status.credentials !== "refused") return null;
    const words = plainAlert(message("alertRefused"), verdictSentences(verdict, facts));
    return { key: "refused", alert: { ...words, buttons: ONLY_LATER, stays: true }, mayShow: true };
  },
  token(_verdict, _now, { tokenEnd, now }) {
    const days = dueWarning(tokenEnd, now);
    if (tokenEnd === null || days === null) return null;
    const count = Math.ceil((tokenEnd.at - now) / DAY);
    const ends =
      tokenEnd.from === "token"
        ? message("alertTokenEndsIn", { count })
        : message("alertTokenEndsBy", { count });
    const alert = {
      ...plainAlert(message("alertTokenEnds"), [ends, message("alertAskForToken")]),
      buttons: ONLY_LATER,
    };
    return { key: `${tokenEnd.at}-${days}`, alert, mayShow: true };
  },
  switch(verdict, _now, facts) {
    const { notice } = facts;
    if (notice?.origin === undefined || notice.origin === "popup") return null;
    const words = plainAlert(message("alertSwitchFailed"), [
      ...ownWords(notice.problem),
      message("alertMoreInPopup"),
    ]);
    const alert = { ...words, buttons: buttonsThatHelp(verdict, facts) };
    return { key: String(notice.at), alert, mayShow: true };
  },
  rule: (verdict, _now, facts) => ruleOccasion(verdict, facts),
};

function titleOf(verdict: Verdict) {
  if (verdict.reach === "nobody") return "alertNobody";
  if (!("softphone" in verdict)) return "alertPerhapsNobody";
  return isLost(verdict.softphone) ? "alertSoftphoneLost" : "alertSoftphoneInDoubt";
}

/** Only the sentences without a name, a number to call, or a server's words. */
function ownWords(sentences: Sentences): Sentences {
  const isOwn = (param: Param): boolean => {
    if (typeof param === "object" && "id" in param) return Object.values<Param>(param.params).every(isOwn);
    return typeof param !== "string" && !(typeof param === "object" && "list" in param);
  };
  return sentences.filter(({ params }) => Object.values<Param>(params).every(isOwn));
}
