import { discardStagedCredentials, stageCredentials } from "../browser/staged-credentials.ts";
import type { Credentials } from "../core/credentials.ts";
import type { Explanation } from "../core/notice.ts";

const NOT_STORED: Explanation = {
  problem: "The browser could not hand your credentials to Hookswitch's background.",
  remedy: "Close and open the browser, and try again.",
};

/** Hands typed credentials over for the next command; says what is wrong where that fails. */
export async function handOver(credentials: Credentials | null): Promise<Explanation | null> {
  try {
    await (credentials === null ? discardStagedCredentials() : stageCredentials(credentials));
    return null;
  } catch {
    return NOT_STORED;
  }
}
