import { useEffect, useState } from "preact/hooks";
import {
  hasSitePermission,
  removeSitePermission,
  requestSitePermission,
} from "../browser/site-permission.ts";

interface SitePermission {
  /** `null` while it is not known, and without a page. */
  readonly isGiven: boolean | null;
  /** Asks for it, in response to a click, and resolves with whether it is given. */
  readonly request: () => Promise<boolean>;
  readonly giveBack: () => Promise<void>;
}

/** The browser's permission for the site of the softphone's page. */
export function useSitePermission(page: string | null): SitePermission {
  const [isGiven, setIsGiven] = useState<boolean | null>(null);

  useEffect(() => {
    let isLatest = true;
    async function ask(): Promise<void> {
      const answer = page === null ? null : await hasSitePermission(page);
      if (isLatest) setIsGiven(answer);
    }
    void ask();
    // The agent may have changed it on the browser's page for extensions.
    addEventListener("focus", ask);
    return () => {
      isLatest = false;
      removeEventListener("focus", ask);
    };
  }, [page]);

  return {
    isGiven,
    async request() {
      const answer = page !== null && (await requestSitePermission(page));
      setIsGiven(answer);
      return answer;
    },
    async giveBack() {
      if (page !== null && (await removeSitePermission(page))) setIsGiven(false);
    },
  };
}
