import { BaseSequencer, type TestSpecification } from "vitest/node";

/** The files that take longest, the longest first. */
const LONGEST = [
  "canary",
  "worker-death",
  "calls",
  "popup-states",
  "softphone-tab",
  "languages",
  "firefox",
  "harness",
  "keys",
  "wire-faults",
  "security",
  "broken-storage",
  "probe",
  "ccm-looks",
  "looks",
  "history",
];

/** Starts the longest files first, so that the workers end at about the same time. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const found = LONGEST.findIndex((name) => moduleId.endsWith(`/e2e/${name}.test.ts`));
      return found === -1 ? LONGEST.length : found;
    };
    return (await super.sort(files)).sort((one, other) => rank(one) - rank(other));
  }
}
