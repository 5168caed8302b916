import { discardStagedCredentials, stageCredentials } from "../browser/staged-credentials.ts";
import type { Credentials } from "../core/credentials.ts";
import { message } from "../core/message.ts";
import type { Explanation } from "../core/notice.ts";

const NOT_STORED: Explanation = {
  problem: [message("credentialsNotHandedOver")],
  remedy: [message("reopenBrowser")],
};

/** Stages typed credentials for the next command; `null` discards staged ones. Resolves with a failure's explanation. */
export async function stage(credentials: Credentials | null): Promise<Explanation | null> {
  try {
    await (credentials === null ? discardStagedCredentials() : stageCredentials(credentials));
    return null;
  } catch {
    return NOT_STORED;
  }
}
