import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import manifest from "../../../manifest.json" with { type: "json" };
import { firefoxManifest } from "../../../scripts/build/firefox-manifest.ts";
import { idleDetections, supportProblems } from "../../../scripts/check/browser-support/support-problems.ts";
import { usedApis } from "../../../scripts/check/browser-support/used-apis.ts";
import { usedByManifest } from "../../../scripts/check/browser-support/used-by-manifest.ts";
import { usedStyles } from "../../../scripts/check/browser-support/used-styles.ts";

const ROOT = resolve(import.meta.dirname, "../../..");

const CHROME = Number(manifest.minimum_chrome_version);
const forFirefox = firefoxManifest(manifest) as {
  browser_specific_settings: { gecko: { strict_min_version: string } };
};
const FIREFOX = Number.parseFloat(forFirefox.browser_specific_settings.gecko.strict_min_version);
const PROMISED = { chrome: CHROME, edge: CHROME, firefox: FIREFOX };

const inSources = new Map([...usedApis(ROOT), ...usedStyles(ROOT)]);
const inManifest = usedByManifest(manifest, "manifest.json");

describe("the oldest browsers that are promised", () => {
  it("have every feature that the sources use, or are known to do without", () => {
    expect(supportProblems(inSources, PROMISED)).toEqual([]);
  });

  it("have every key and permission of their manifest", () => {
    expect(supportProblems(inManifest, { chrome: CHROME, edge: CHROME })).toEqual([]);
    const inFirefox = usedByManifest(forFirefox, "scripts/build/firefox-manifest.ts");
    expect(supportProblems(inFirefox, { firefox: FIREFOX })).toEqual([]);
  });

  it("lack all that is listed as such", () => {
    expect(idleDetections(new Map([...inSources, ...inManifest]), PROMISED)).toEqual([]);
  });
});

describe("a use is found", () => {
  it.each([
    ["of the extension API", "webextensions.api.alarms.create", "src/browser/alarm.ts"],
    [
      "of an area of it, whose name is computed",
      "webextensions.api.storage.StorageArea.set",
      "src/browser/storage.ts",
    ],
    [
      "of an event of it, taken out of its namespace",
      "webextensions.api.notifications.onClosed",
      "src/browser/notifications.ts",
    ],
    ["of what the API's types lack, by a cast", "webextensions.api.offscreen", "src/browser/sound.ts"],
    [
      "of what the API's types lack, by a type of ours",
      "webextensions.api.tabs.Tab.frozen",
      "src/browser/tabs.ts",
    ],
    [
      "of what the API's types lack, called unknown first",
      "webextensions.api.identity.getProfileUserInfo",
      "src/browser/profile-email.ts",
    ],
    ["of the web, inherited", "api.HTMLOrSVGElement.focus", "src/ui/lend-focus.ts"],
    ["of a static method", "api.URL.canParse_static", "src/core/softphone-tab/page-address.ts"],
    ["of an event of a page", "api.Document.visibilitychange_event", "src/browser/pinned.ts"],
    ["of the language", "javascript.builtins.Array.at", "src/core/history/timeline.ts"],
    ["of an element", "html.elements.details", "src/ui/diagnostics-card.tsx"],
    ["of an element's attribute", "html.elements.progress.max", "src/popup/cause-lines.tsx"],
    ["of a kind of field", "html.elements.input.type_time", "src/history/call-question.tsx"],
    ["of a property of CSS", "css.properties.grid-template-columns", "src/history/history.css"],
    ["of a function of CSS", "css.functions.color-mix", "src/history/history.css"],
    ["of a pseudo-class", "css.selectors.has", "src/popup/popup.css"],
    ["of a media feature", "css.at-rules.media.prefers-reduced-motion", "src/popup/popup.css"],
  ])("%s", (_what, feature, file) => {
    expect([...(inSources.get(feature) ?? [])]).toContain(file);
  });
});

describe("what a browser lacks", () => {
  it("is named with the file that uses it", () => {
    const problems = supportProblems(inSources, { chrome: 120 }, {});
    expect(problems).toContain(
      "src/browser/pinned.ts: webextensions.api.action.onUserSettingsChanged is missing in chrome 120, or in part.",
    );
  });

  it("counts in a file that is not known to do without it", () => {
    const feature = "webextensions.api.tabs.Tab.frozen";
    const uses = new Map([[feature, new Set(["src/browser/tabs.ts", "src/browser/front-tab.ts"])]]);
    expect(supportProblems(uses, PROMISED)).toEqual([
      `src/browser/front-tab.ts: ${feature} is missing in chrome 120 and edge 120 and firefox ${FIREFOX}, or in part.`,
    ]);
  });

  it("is found in the language, the web, CSS and the manifest of an older browser", () => {
    const problems = supportProblems(new Map([...inSources, ...inManifest]), { chrome: 80 }, {}).join("\n");
    for (const feature of [
      "javascript.builtins.Array.at",
      "api.URL.canParse_static",
      "css.selectors.has",
      "css.functions.color-mix",
      "webextensions.api.storage.session",
      "webextensions.manifest.permissions.offscreen",
    ]) {
      expect(problems).toContain(`: ${feature} is missing in chrome 80`);
    }
  });

  it("and what nobody knows, is a problem", () => {
    const uses = new Map([["webextensions.api.tabs.foresee", new Set(["src/browser/tabs.ts"])]]);
    expect(supportProblems(uses, PROMISED)).toEqual([
      "webextensions.api.tabs.foresee (src/browser/tabs.ts) is not in the compatibility data.",
    ]);
  });
});
