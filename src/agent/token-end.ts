import { RULES } from "../core/api-rules.ts";
import type { Platform } from "./platform.ts";
import type { State } from "./state.ts";
import type { Vault } from "./vault.ts";

/**
 * Records when the saved token ends, if that is not known because an older version saved it. If the token does not say it, its
 * life counts from now, since nothing tells when it was saved. Call it once the state is loaded; never rejects.
 */
export async function recordTokenEnd({ now }: Platform, state: State, vault: Vault): Promise<void> {
  const { account, accountFrom, tokenEnd } = state.items;
  const mayEnd = account !== null && RULES[account.api].tokenEnds && accountFrom !== "organisation";
  if (!mayEnd || tokenEnd !== null) return;
  const { generation } = state;
  const end = await vault.tokenEnd(now()).catch(() => null);
  if (end !== null && generation === state.generation) await state.set({ tokenEnd: end });
}
