import { message } from "../message.ts";
import type { Explanation } from "../notice.ts";
import type { SignInFailure } from "./sign-in.ts";

/** Why signing in with the organisation has failed, and what to do about it. It is never Exotel that has failed. */
export function explainSignIn(failure: SignInFailure | "cancelled"): Explanation {
  switch (failure) {
    case "interaction":
      return { problem: [message("organisationAsks")], remedy: [message("organisationAsksRemedy")] };
    case "denied":
      return { problem: [message("organisationDenied")], remedy: [message("organisationAskWhy")] };
    case "failed":
      return {
        problem: [message("organisationFailed")],
        remedy: [message("keepsTrying"), message("ifItLasts")],
      };
    case "unreachable":
      return {
        problem: [message("organisationUnreachable")],
        remedy: [message("checkNetwork"), message("keepsTrying")],
      };
    case "not-saved":
      return { problem: [message("entryNotStored")], remedy: [message("freeDiskSpace")] };
    case "cancelled":
      return { problem: [message("organisationCancelled")], remedy: [message("organisationAsksRemedy")] };
  }
}
