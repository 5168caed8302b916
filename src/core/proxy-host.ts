/** Set when the extension is built (`scripts/build.ts`). */
declare const __PROXY_HOST__: string | null;

/**
 * The host of the organisation's server that is asked instead of Integrations Core: a build with `--proxy` has one. It passes on
 * the device calls, with a token that the agent's computer never sees. `null` in what is published, and outside a build.
 */
export const PROXY_HOST: string | null = typeof __PROXY_HOST__ === "undefined" ? null : __PROXY_HOST__;
