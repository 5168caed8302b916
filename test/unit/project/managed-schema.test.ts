import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { CREDENTIAL_KEYS } from "../../../src/core/policy/policy.ts";
import { keyOfSetting, SETTING_NAMES } from "../../../src/core/policy/setting-keys.ts";
import {
  asSettings,
  DEFAULT_SETTINGS,
  DROPPED_READS,
  FASTEST_SECONDS,
  LAST_SEEN_LIMIT_MINUTES,
  SLOWEST_MINUTES,
  WELL_MINUTES,
} from "../../../src/core/settings.ts";

/** The one schema of the administrator's policy, and the code that reads it. */

interface Property {
  readonly title: string;
  readonly description: string;
  readonly type: string;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: unknown;
  readonly sensitiveValue?: boolean;
}

const schema = JSON.parse(
  readFileSync(resolve(import.meta.dirname, "../../../public/managed-schema.json"), "utf8"),
) as { readonly type: string; readonly properties: Readonly<Record<string, Property>> };
const { properties } = schema;

/** The keys that are no settings. */
const OTHERS: Readonly<Record<string, object>> = {
  Api: { type: "string", enum: ["integrations-core", "ccm"] },
  CustomerId: { type: "string" },
  AppId: { type: "string" },
  UserId: { type: "string" },
  AppToken: { type: "string", sensitiveValue: true },
  Region: { type: "string", enum: ["mumbai", "singapore"] },
  AccountSid: { type: "string" },
  ApiKey: { type: "string", sensitiveValue: true },
  ApiToken: { type: "string", sensitiveValue: true },
  UserIdFromProfileEmail: { type: "boolean" },
  SignInUrl: { type: "string" },
  AllowKeepSignedIn: { type: "boolean" },
  LockedSettings: { type: "array", items: { type: "string" } },
};

/** What a browser makes of a policy's key: its parser takes nothing else, or refuses the extension. */
function shapeOf(key: string): object {
  const { title: _title, description: _description, ...shape } = properties[key] as Property;
  return shape;
}

const integer = ({ least, most }: { least: number; most: number }) => ({
  type: "integer",
  minimum: least,
  maximum: most,
});
const SHAPES: Readonly<Record<string, object>> = {
  lastSeenLimitMinutes: integer({ ...LAST_SEEN_LIMIT_MINUTES, least: 0 }),
  fastestSeconds: integer(FASTEST_SECONDS),
  slowestMinutes: integer(SLOWEST_MINUTES),
  droppedReads: integer(DROPPED_READS),
  wellMinutes: integer(WELL_MINUTES),
  outsideHours: { type: "string", enum: ["phone", "softphone", "as-before"] },
};

describe("managed-schema.json", () => {
  it("has the contract's keys and one for each setting, and no other", () => {
    expect(Object.keys(schema)).toEqual(["type", "properties"]);
    const keys = [...Object.keys(OTHERS), ...SETTING_NAMES.map(keyOfSetting)];
    expect(Object.keys(properties).sort()).toEqual(keys.sort());
  });

  it.each(Object.keys(properties))("says in words what %s is", (key) => {
    const { title = "", description = "" } = properties[key] as Property;
    expect([title.length > 2, description.length > 20, description.endsWith(".")]).toEqual([
      true,
      true,
      true,
    ]);
  });

  it.each(SETTING_NAMES)("takes of %s what the code takes", (name) => {
    const standard = DEFAULT_SETTINGS[name];
    const type = typeof standard === "boolean" ? "boolean" : "string";
    const key = keyOfSetting(name);
    expect(shapeOf(key)).toEqual(SHAPES[name] ?? { type });
    for (const value of properties[key]?.enum ?? []) expect(asSettings({ [name]: value })[name]).toBe(value);
    const said = /Default: (.*)\.$/.exec(properties[key]?.description ?? "")?.[1];
    expect(said).toBe(standard === null ? "empty" : String(standard));
  });

  it.each(Object.entries(OTHERS))("takes of %s what the contract says", (key, shape) => {
    expect(shapeOf(key)).toEqual(shape);
  });

  it("calls each credential one, so that the browser does not show it", () => {
    const hidden = Object.keys(properties).filter((key) => properties[key]?.sensitiveValue);
    expect(hidden).toEqual(Object.values(CREDENTIAL_KEYS).flatMap((keys) => Object.values(keys)));
  });
});
