import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import manifest from "../../../manifest.json" with { type: "json" };
import schema from "../../../public/managed-schema.json" with { type: "json" };
import { idOfKey } from "../../../scripts/build/crx.ts";
import { FIREFOX_ID } from "../../../scripts/build/firefox-manifest.ts";
import { CHROME } from "../../../scripts/policies/browser.ts";
import { policyFiles } from "../../../scripts/policies/files.ts";
import { powershell } from "../../../scripts/policies/powershell.ts";
import { policyTable } from "../../../scripts/policies/table.ts";
import { examplePolicy, policyProblems } from "../../../scripts/policies/values.ts";
import { examplePolicies } from "../../../scripts/policies.ts";
import { expectDocumented } from "../documented.ts";
import { all, type Parsed, parseXml, plistValue } from "./xml.ts";

/** What is generated from the one schema for those who roll the extension out. */

const FOLDER = resolve(import.meta.dirname, "../../../examples/policies");
const ID = idOfKey(Buffer.from(manifest.key, "base64"));
const KEYS = Object.entries<{ type: string; enum?: string[]; minimum?: number; maximum?: number }>(
  schema.properties,
);
const BROWSERS = [
  ["chrome", "Software\\Policies\\Google\\Chrome", "com.google.Chrome", { toolbar_pin: "force_pinned" }],
  ["edge", "Software\\Policies\\Microsoft\\Edge", "com.microsoft.Edge", { toolbar_state: "force_shown" }],
] as const;

const files = examplePolicies();
const read = (name: string): string => files.get(name) ?? "";
const values = JSON.parse(read("policy.json")) as Record<string, unknown>;
const settings = (pinned: object) => ({
  [ID]: {
    installation_mode: "force_installed",
    update_url: "https://clients2.google.com/service/update2/crx",
    override_update_url: true,
    ...pinned,
  },
});

describe("examples/policies", () => {
  it("has what `npm run policies` writes, and nothing else", () => {
    const there = readdirSync(FOLDER, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(FOLDER.length + 1));
    expect(there.sort()).toEqual([...files.keys()].sort());
    for (const [name, text] of files) expect(readFileSync(join(FOLDER, name), "utf8"), name).toBe(text);
  });

  it("sets each key that has a default, to that, and lets agents sign in", () => {
    const withoutDefault = ["Api", "CustomerId", "AppId", "UserId", "AppToken", "Region", "AccountSid"];
    const others = [...withoutDefault, "ApiKey", "ApiToken"];
    expect([...Object.keys(values), ...others].sort()).toEqual(KEYS.map(([name]) => name).sort());
    expect(policyProblems(values)).toEqual([]);
  });
});

describe.each(BROWSERS)("for %s", (short, registry, domain, pinned) => {
  const path = `${registry}\\3rdparty\\extensions\\${ID}\\policy`;

  it("the administrative template has a policy for each key, with its type and bounds", () => {
    const policies = all(parseXml(read(`windows/hookswitch-${short}.admx`)), "policy");
    expect(policies.map(({ attributes }) => attributes.name)).toEqual(KEYS.map(([name]) => name));
    for (const [index, policy] of policies.entries()) {
      const [name, key] = KEYS[index] ?? ["", { type: "" }];
      expect(policy.attributes.key).toBe(path);
      expect([name, formOf(policy)]).toEqual([name, formOfKey(name, path, key)]);
    }
  });

  it("its texts are all there, and no other", () => {
    const template = read(`windows/hookswitch-${short}.admx`);
    const texts = parseXml(read(`windows/en-US/hookswitch-${short}.adml`));
    for (const kind of ["string", "presentation"]) {
      const asked = [...template.matchAll(new RegExp(`\\$\\(${kind}\\.(\\w+)\\)`, "g"))].map(([, id]) => id);
      const there = all(texts, kind).map(({ attributes }) => attributes.id);
      expect(there).toEqual([...new Set(there)]);
      expect(there.sort()).toEqual([...new Set(asked)].sort());
    }
    for (const presentation of all(texts, "presentation"))
      expect(presentation.children.map(({ attributes }) => attributes.refId)).toEqual([
        presentation.attributes.id,
      ]);
  });

  it("Windows, Linux and macOS install and pin the same extension, with the same policy", () => {
    expect(JSON.parse(read(`windows/${short}-extension-settings.txt`))).toEqual(settings(pinned));
    expect(JSON.parse(read(`linux/${short}.json`))).toEqual({
      ExtensionSettings: settings(pinned),
      "3rdparty": { extensions: { [ID]: values } },
    });
    const [profile] = parseXml(read("macos/hookswitch.mobileconfig")).children;
    const { PayloadContent } = plistValue(profile as Parsed) as { PayloadContent: Record<string, unknown>[] };
    const payload = (type: string) => PayloadContent.find(({ PayloadType }) => PayloadType === type);
    expect(payload(domain)?.ExtensionSettings).toEqual(settings(pinned));
    expect(payload(`${domain}.extensions.${ID}`)).toMatchObject(values);
    expect(new Set(PayloadContent.map(({ PayloadUUID }) => PayloadUUID)).size).toBe(4);
  });
});

/** What a policy of the template writes in the registry. */
function formOf({ attributes, children }: Parsed): object {
  const [element] = children.find(({ name }) => name === "elements")?.children ?? [];
  if (element === undefined) {
    const values = ["enabledValue", "disabledValue"].map(
      (name) => children.find((child) => child.name === name)?.children[0]?.attributes.value,
    );
    return { form: "switch", name: attributes.valueName, values };
  }
  const { id: _id, required: _required, maxLength: _maxLength, valueName, ...bounds } = element.attributes;
  const items = all(element, "string").map(({ text }) => text);
  return { form: element.name, name: valueName, ...bounds, ...(items.length > 0 ? { items } : {}) };
}

function formOfKey(
  name: string,
  path: string,
  key: { type: string; enum?: string[]; minimum?: number; maximum?: number },
): object {
  if (key.type === "boolean") return { form: "switch", name, values: ["1", "0"] };
  if (key.type === "array")
    return { form: "list", name: undefined, key: `${path}\\${name}`, valuePrefix: "" };
  if (key.type === "integer")
    return { form: "decimal", name, minValue: String(key.minimum), maxValue: String(key.maximum) };
  return key.enum ? { form: "enum", name, items: key.enum } : { form: "text", name };
}

it("the Admin console gets each value under its key", () => {
  const entries = Object.entries(values).map(([key, value]) => [key, { Value: value }]);
  expect(JSON.parse(read("admin-console.json"))).toEqual(Object.fromEntries(entries));
});

it("Firefox installs and pins the add-on from its store, or from beside the organisation's package", () => {
  const policies = (text: string | undefined) => (JSON.parse(text ?? "") as { policies: object }).policies;
  const from = (install_url: string) => ({
    ExtensionSettings: {
      [FIREFOX_ID]: { installation_mode: "force_installed", install_url, default_area: "navbar" },
    },
    "3rdparty": { Extensions: { [FIREFOX_ID]: values } },
  });
  expect(policies(read("firefox/policies.json"))).toEqual(
    from(`https://addons.mozilla.org/firefox/downloads/latest/${FIREFOX_ID}/latest.xpi`),
  );
  const own = policyFiles(
    { id: ID, updateUrl: "https://intranet.example.com/h/updates.xml" },
    examplePolicy(),
  );
  expect(policies(own.get("firefox/policies.json"))).toEqual(
    from("https://intranet.example.com/h/hookswitch-firefox.xpi"),
  );
});

it("the script for Windows quotes texts, and writes switches and numbers as such", () => {
  const script = powershell(CHROME, ID, {
    UserId: "o'brien $(whoami)",
    IncludeBoth: true,
    DroppedReads: 3,
    LockedSettings: ["IncludeBoth", "DroppedReads"],
  });
  const key = `HKLM:\\Software\\Policies\\Google\\Chrome\\3rdparty\\extensions\\${ID}\\policy`;
  const set = (path: string, rest: string) =>
    `New-ItemProperty -Path ${path} -Name ${rest} -Force | Out-Null`;
  expect(script.split("\n").slice(2)).toEqual([
    `$key = '${key}'`,
    "if (Test-Path $key) { Remove-Item -Path $key -Recurse }",
    "New-Item -Path $key -Force | Out-Null",
    set("$key", "'UserId' -PropertyType String -Value 'o''brien $(whoami)'"),
    set("$key", "'IncludeBoth' -PropertyType DWord -Value 1"),
    set("$key", "'DroppedReads' -PropertyType DWord -Value 3"),
    'New-Item -Path "$key\\LockedSettings" -Force | Out-Null',
    set('"$key\\LockedSettings"', "'1' -PropertyType String -Value 'IncludeBoth'"),
    set('"$key\\LockedSettings"', "'2' -PropertyType String -Value 'DroppedReads'"),
    "",
  ]);
});

it("texts that XML would misread come through", () => {
  const odd = { UserId: `<a href="x">&amp;</a>` };
  const [profile] = parseXml(
    policyFiles({ id: ID, updateUrl: "https://x.example/u.xml?a=1&b=2" }, odd).get(
      "macos/hookswitch.mobileconfig",
    ) ?? "",
  ).children;
  expect(JSON.stringify(plistValue(profile as Parsed))).toContain(JSON.stringify(odd.UserId));
});

it.each<[string, unknown, string[]]>([
  ["a key that nobody knows", { AppSecret: "s3cret" }, ["There is no AppSecret."]],
  ["a key in other letters", { apptoken: "s3cret" }, ["There is no apptoken: write AppToken."]],
  ["a text that is a number", { CustomerId: 7 }, ["CustomerId must be a text."]],
  [
    "a number out of bounds",
    { FastestSeconds: 5 },
    ["FastestSeconds must be a whole number from 30 to 600."],
  ],
  ["a choice that is none", { Region: "Mumbai" }, ["Region must be one of mumbai, singapore."]],
  ["a switch that is a text", { PlaysSound: "true" }, ["PlaysSound must be true or false."]],
  ["a list that is a text", { LockedSettings: "PlaysSound" }, ["LockedSettings must be a list of texts."]],
  ["a list", ["AppToken"], ["The policy must be one object of keys and values."]],
  ["nothing wrong", { ...examplePolicy(), AppToken: "s3cret" }, []],
])("a policy with %s is told so", (_what, policy, problems) => {
  expect(policyProblems(policy)).toEqual(problems);
});

it("the guide names each host that a browser or a firewall must let through", () => {
  const guide = readFileSync(resolve(import.meta.dirname, "../../../docs/deploy.md"), "utf8");
  const hosts = manifest.host_permissions.map((pattern) => pattern.replace(/\/\*$/, ""));
  expect(hosts.length).toBeGreaterThan(0);
  for (const host of hosts) expect(guide).toContain(`"${host}"`);
});

it("the keys are as documented", () => {
  expectDocumented("policy-keys", policyTable(), "deploy.md");
});
