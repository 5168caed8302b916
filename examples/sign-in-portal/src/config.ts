import * as v from "valibot";

/** The portal's settings, by the names that they have in the environment. The README explains each. */
export type Config = v.InferOutput<typeof Settings>;
/** The settings with an app of Integrations Core. */
export type AppConfig = Exclude<Config, { HAND_OUT: "ccm-key" }>;

const text = v.pipe(v.string(), v.trim(), v.nonEmpty("is missing"));
const number = (standard: string, least: number) =>
  v.pipe(
    v.optional(text, standard),
    v.transform(Number),
    v.check((value) => value >= least && value < Infinity, `must be a number from ${least} on`),
  );

/** An address. Without TLS, only on this machine, to try the portal out. */
const address = v.pipe(
  text,
  v.url("must be an address"),
  v.transform((url) => new URL(url)),
  v.check(
    (url) =>
      url.protocol === "https:" ||
      (url.protocol === "http:" && ["localhost", "127.0.0.1"].includes(url.hostname)),
    "must begin with https://",
  ),
);
const origin = v.pipe(
  address,
  v.check((url) => url.href === `${url.origin}/`, "must be a host alone, without a path"),
);

const extensionId = v.pipe(
  text,
  v.regex(
    /^(?:[a-p]{32}|[0-9a-f]{40})$/,
    "must be extension IDs of 32 letters a to p (Firefox: 40 digits 0 to f)",
  ),
);

const common = {
  PUBLIC_URL: origin,
  HOST: v.optional(text, "127.0.0.1"),
  PORT: number("8787", 0),
  EXTENSION_IDS: v.pipe(
    text,
    v.transform((ids) => ids.split(/[\s,]+/)),
    v.array(extensionId),
  ),
  OIDC_ISSUER: address,
  OIDC_CLIENT_ID: text,
  OIDC_CLIENT_SECRET: text,
  PORTAL_SECRET: v.pipe(text, v.minLength(32, "must be at least 32 characters long")),
  USERS_FILE: v.optional(text, "users.json"),
};

const app = {
  ...common,
  EXOTEL_URL: v.optional(origin, "https://integrationscore.mum1.exotel.com"),
  EXOTEL_TIMEOUT_SECONDS: number("10", 0.1),
  EXOTEL_CUSTOMER_ID: text,
  EXOTEL_APP_ID: text,
  EXOTEL_APP_SECRET: text,
};

const Settings = v.variant("HAND_OUT", [
  v.object({
    HAND_OUT: v.literal("proxy-token"),
    ...app,
    TOKEN_HOURS: number("12", 0.1),
    REQUESTS_PER_MINUTE: number("60", 1),
  }),
  v.object({ HAND_OUT: v.literal("app-token"), ...app }),
  v.object({
    HAND_OUT: v.literal("ccm-key"),
    ...common,
    EXOTEL_REGION: v.picklist(["mumbai", "singapore"]),
    EXOTEL_ACCOUNT_SID: text,
    EXOTEL_API_KEY: text,
    EXOTEL_API_TOKEN: text,
  }),
]);

/**
 * Reads the settings from the environment.
 *
 * @throws Error that names each setting that is missing or wrong, and no value
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const settings = v.safeParse(Settings, { HAND_OUT: "proxy-token", ...env }, { abortPipeEarly: true });
  if (settings.success) return settings.output;
  const problems = settings.issues.map((issue) => {
    const name = v.getDotPath(issue)?.split(".")[0];
    const problem =
      issue.received === "undefined"
        ? "is missing"
        : issue.kind === "schema"
          ? "is not valid"
          : issue.message;
    return `  ${name} ${problem}`;
  });
  throw new Error(`The portal's settings are not complete:\n${problems.join("\n")}`);
}
