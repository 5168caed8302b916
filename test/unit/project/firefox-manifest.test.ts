import { describe, expect, it } from "vitest";
import manifest from "../../../manifest.json" with { type: "json" };
import { firefoxManifest } from "../../../scripts/build/firefox-manifest.ts";

const firefox = firefoxManifest(manifest) as Record<string, unknown>;

describe("the manifest for Firefox", () => {
  it("runs the worker's script as an event page", () => {
    expect(firefox.background).toEqual({ scripts: [manifest.background.service_worker] });
  });

  it("names nothing that only Chromium knows", () => {
    for (const key of ["key", "minimum_chrome_version", "storage"]) expect(firefox).not.toHaveProperty(key);
    expect(firefox.permissions).toEqual(manifest.permissions.filter((name) => name !== "offscreen"));
    expect(firefox.optional_permissions).toEqual([]);
  });

  it("declares that credentials and what identifies the agent leave the computer", () => {
    expect(firefox.browser_specific_settings).toMatchObject({
      gecko: {
        data_collection_permissions: { required: ["authenticationInfo", "personallyIdentifyingInfo"] },
      },
    });
  });

  it("allows the same hosts and content as in Chromium", () => {
    const { host_permissions, optional_host_permissions, content_security_policy } = manifest;
    expect(firefox).toMatchObject({ host_permissions, optional_host_permissions, content_security_policy });
  });

  it("has the same commands, with keys that open none of Firefox's menus", () => {
    const commands = firefox.commands as Record<string, { suggested_key?: { default: string } }>;
    expect(Object.keys(commands)).toEqual(Object.keys(manifest.commands));
    // The letters of File, Edit, View, History, Bookmarks, Profiles, Tools and Help.
    for (const { suggested_key } of Object.values(commands))
      expect(suggested_key?.default ?? "").not.toMatch(/^Alt.*\+[FEVSBPTH]$/);
  });
});
