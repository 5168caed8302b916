import type { VerdictInput } from "../devices/verdict.ts";
import type { Notice } from "../notice.ts";
import type { Presence } from "../polling/pace.ts";
import type { RulesMemory } from "../rules/rules-memory.ts";
import type { WallClock } from "../rules/wall-clock.ts";
import type { PressContext } from "../switching/resolve-now.ts";
import type { TokenEnd } from "../token-end.ts";

/** Everything on which it depends what the agent is told. */
export interface AlertFacts extends VerdictInput, PressContext {
  readonly journal: VerdictInput["journal"];
  readonly settings: VerdictInput["settings"];
  readonly notice: Notice | null;
  readonly rules: RulesMemory | null;
  readonly tokenEnd: TokenEnd | null;
  /** Whether somebody is at the machine, as the browser says. */
  readonly presence: Presence;
  /** When the agent's pause of rules and alerts ends, ms; `null` if there is none. */
  readonly pausedUntil: number | null;
  readonly wallClock: WallClock;
}
