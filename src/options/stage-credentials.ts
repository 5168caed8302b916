import { discardStagedCredentials, stageCredentials } from "../browser/staged-credentials.ts";
import type { Credentials } from "../core/credentials.ts";
import { message } from "../core/message.ts";
import type { Explanation } from "../core/notice.ts";

const NOT_STORED: Explanation = {
  problem: [message("credentialsNotHandedOver")],
  remedy: [message("reopenBrowser")],
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
