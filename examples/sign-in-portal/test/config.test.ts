import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { parseEnv } from "node:util";
import { readConfig } from "../src/config.ts";

const read = (name: string): string => readFileSync(new URL(`../${name}`, import.meta.url), "utf8");
const EXAMPLE = parseEnv(read(".env.example"));
const GOOD = { ...EXAMPLE, PORTAL_SECRET: "x".repeat(32) } as Record<string, string>;

describe("the settings", () => {
  it("are those of the example, once its secret is made", () => {
    assert.throws(() => readConfig(EXAMPLE), {
      message: /settings are not complete:\n {2}PORTAL_SECRET is missing$/,
    });
    const config = readConfig(GOOD);
    assert.equal(config.HAND_OUT, "proxy-token");
    assert.equal(config.PORT, 8787);
    assert.deepEqual(config.EXTENSION_IDS, [GOOD.EXTENSION_IDS]);
  });

  for (const [name, value, words] of [
    ["PUBLIC_URL", "http://portal.example.com", "must begin with https://"],
    ["PUBLIC_URL", "https://portal.example.com/path", "must be a host alone"],
    ["OIDC_ISSUER", "http://login.example.com", "must begin with https://"],
    ["EXTENSION_IDS", "abc", "must be extension IDs"],
    ["EXTENSION_IDS", `${"a".repeat(32)},*`, "must be extension IDs"],
    ["OIDC_ISSUER", "login.example.com", "OIDC_ISSUER must be an address"],
    ["OIDC_CLIENT_SECRET", "", "OIDC_CLIENT_SECRET is missing"],
    ["PORTAL_SECRET", "too short", "PORTAL_SECRET must be at least 32 characters long"],
    ["EXOTEL_APP_SECRET", undefined, "EXOTEL_APP_SECRET is missing"],
    ["HAND_OUT", "everything", "HAND_OUT is not valid"],
    ["PORT", "http", "PORT must be a number from 0 on"],
    ["TOKEN_HOURS", "-1", "TOKEN_HOURS must be a number from 0.1 on"],
  ] as const) {
    it(`are refused with ${name} ${value === undefined ? "left out" : `"${value}"`}`, () => {
      assert.throws(
        () => readConfig({ ...GOOD, [name]: value }),
        ({ message }: Error) =>
          message.includes(words) &&
          ![value, ...Object.values(GOOD)].some((one = "") => one.length > 15 && message.includes(one)),
      );
    });
  }

  it("allow an address without TLS on this machine, to try it out", () => {
    assert.equal(readConfig({ ...GOOD, PUBLIC_URL: "http://127.0.0.1:8787" }).PUBLIC_URL.port, "8787");
  });

  it("stand in the README, every one of them", () => {
    const documented = [...read("README.md").matchAll(/^\| `([A-Z_]+)`/gm)].map(([, name]) => name);
    const source = [...read("src/config.ts").matchAll(/^\s+([A-Z_]+):/gm)].map(([, name]) => name);
    assert.deepEqual(new Set(documented), new Set(source));
  });
});
