import * as v from "valibot";
import type { AppConfig } from "./config.ts";
import { type Log, words } from "./log.ts";

/** A token that can act for every user of the app. */
export interface AppToken {
  readonly token: string;
  /** Epoch ms. */
  readonly expiresAt: number;
}

/** The app's token at Exotel. Only in memory: it is in no file, and a restart makes a new one. */
export interface AppTokens {
  /** A token that is still good for days. @throws Error if Exotel gives none */
  get(): Promise<AppToken>;
  /** Exotel has refused this token: the next call of `get` asks for another one. */
  refused(token: AppToken): void;
}

const DAY_MS = 24 * 3_600_000;
/** Exotel's page "create authentication token": "token generated will get expired after 90 days". */
const LIFE_MS = 90 * DAY_MS;
/** How long before its end a token is replaced: an outage of that length goes by unnoticed. */
const MARGIN_MS = 7 * DAY_MS;
/** The least time from one request for a token to the next: a wrong secret must not become a flood. */
const PAUSE_MS = 10_000;

/** A token must fit into a header. */
const Created = v.object({ Status: v.literal("Success"), Data: v.pipe(v.string(), v.regex(/^[!-~]+$/)) });

interface Effects {
  readonly fetch: typeof globalThis.fetch;
  /** Epoch ms. */
  readonly now: () => number;
  readonly log: Log;
}

export function createAppTokens(config: AppConfig, { fetch, now, log }: Effects): AppTokens {
  let current: AppToken | null = null;
  let isRefused = false;
  let asking: Promise<void> | null = null;
  let askedAt = Number.NEGATIVE_INFINITY;

  const isDue = (): boolean => current === null || isRefused || now() >= current.expiresAt - MARGIN_MS;

  async function renew(): Promise<void> {
    askedAt = now();
    try {
      current = { token: await create(), expiresAt: askedAt + LIFE_MS };
      isRefused = false;
    } catch (error) {
      log({ event: "no app token from Exotel", reason: words(error) });
    }
  }

  async function create(): Promise<string> {
    const response = await fetch(new URL("/v2/integrations/token", config.EXOTEL_URL), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ Id: config.EXOTEL_APP_ID, Secret: config.EXOTEL_APP_SECRET, Entity: "app" }),
      redirect: "error",
      signal: AbortSignal.timeout(config.EXOTEL_TIMEOUT_SECONDS * 1000),
    });
    // The answer may hold the token, or repeat the secret: say nothing of it but its status.
    const answer = v.safeParse(Created, await response.json().catch(() => null));
    if (!response.ok || !answer.success) throw new Error(`HTTP ${response.status}`);
    return answer.output.Data;
  }

  return {
    async get() {
      if (isDue() && asking === null && now() >= askedAt + PAUSE_MS) {
        asking = renew().finally(() => {
          asking = null;
        });
      }
      await asking;
      if (current === null || now() >= current.expiresAt) throw new Error("there is no app token");
      return current;
    },
    refused(token) {
      if (token === current) isRefused = true;
    },
  };
}
