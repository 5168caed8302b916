import type { Uses } from "./used-apis.ts";

/** The keys whose own keys are features, too. */
const WITH_PARTS = new Set(["action", "background", "content_security_policy", "options_ui", "storage"]);
const PERMISSIONS = new Set(["permissions", "optional_permissions"]);

/**
 * The keys and permissions that a manifest uses.
 *
 * @param file its name, relative to the project
 */
export function usedByManifest(manifest: object, file: string): Uses {
  const features = Object.entries(manifest).flatMap(([key, value]) => {
    const parts = PERMISSIONS.has(key)
      ? (value as readonly string[]).map((permission) => `permissions.${permission}`)
      : WITH_PARTS.has(key)
        ? Object.keys(value as object).map((part) => `${key}.${part}`)
        : [];
    return [key, ...parts].map((name) => `webextensions.manifest.${name}`);
  });
  return new Map(features.map((feature) => [feature, new Set([file])]));
}
