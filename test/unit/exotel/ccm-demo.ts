import type { CcmAccount } from "../../../src/core/account.ts";
import type { Failure } from "../../../src/core/failure.ts";
import type { CcmKey } from "../../../src/exotel/ccm/request.ts";
import { DEMO } from "../../emulator/emulator.ts";
import { failureOf as failureWithout } from "./emulator-fetch.ts";

/** The emulator's CCM account, and a key that may do everything with it. */

const { sid, userId, apiKey, apiToken } = DEMO.ccm;
export const ACCOUNT: CcmAccount = { api: "ccm", region: "mumbai", accountSid: sid, userId };
export const KEY: CcmKey = { apiKey, apiToken };
export const BASIC = Buffer.from(`${apiKey}:${apiToken}`).toString("base64");

/** The failure that a request ends with; no part of the key may be in it. */
export const failureOf = (outcome: Promise<unknown>): Promise<Failure> =>
  failureWithout(outcome, apiKey, apiToken, BASIC);
