import { type Browser, has, supportOf } from "./compat-data.ts";
import { DETECTED } from "./detected.ts";
import type { Uses } from "./used-apis.ts";

/** The versions that are promised: the oldest of each browser. */
export type Promised = Readonly<Partial<Record<Browser, number>>>;

/**
 * The features in use that a promised browser lacks and that are not known to be done without, as sentences; empty if there are
 * none.
 *
 * @param detected the features that are known to be done without
 */
export function supportProblems(uses: Uses, promised: Promised, detected = DETECTED): string[] {
  const versions = Object.entries(promised) as [Browser, number][];
  return [...uses].sort().flatMap(([feature, files]) => {
    const support = supportOf(feature);
    if (support === undefined)
      return [`${feature} (${[...files].join(", ")}) is not in the compatibility data.`];
    const lacking = versions.filter(([browser, version]) => !has(support, browser, version));
    const known = detected[feature]?.in ?? [];
    const others = [...files].filter((file) => !known.includes(file));
    if (lacking.length === 0 || others.length === 0) return [];
    const names = lacking.map(([browser, version]) => `${browser} ${version}`).join(" and ");
    return [`${others.join(", ")}: ${feature} is missing in ${names}, or in part.`];
  });
}

/** What is listed as done without and is used by nobody, or lacking nowhere any more. */
export function idleDetections(uses: Uses, promised: Promised): string[] {
  const versions = Object.entries(promised) as [Browser, number][];
  return Object.entries(DETECTED).flatMap(([feature, { in: files }]) => {
    const support = supportOf(feature);
    const isLacking = support && versions.some(([browser, version]) => !has(support, browser, version));
    const used = files.filter((file) => uses.get(feature)?.has(file));
    return isLacking && used.length === files.length ? [] : [feature];
  });
}
