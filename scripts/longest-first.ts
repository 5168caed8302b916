import { BaseSequencer, type TestSpecification } from "vitest/node";

/** The files that take longest, the longest first. */
const LONGEST = [
  "agent/rule-deaths",
  "exotel/fuzzed-answers",
  "agent/rules.property",
  "agent/rest.property",
  "agent/deaths",
  "agent/races",
  "agent/ccm-switch.property",
  "agent/damaged-storage",
  "agent/recovery",
  "core/rules/rules.property",
  "e2e/canary",
  "e2e/worker-death",
  "e2e/calls",
  "e2e/popup-states",
  "e2e/softphone-tab",
  "e2e/languages",
  "e2e/firefox",
  "e2e/harness",
  "e2e/keys",
  "e2e/wire-faults",
  "e2e/security",
  "e2e/broken-storage",
  "e2e/probe",
  "e2e/ccm-looks",
  "e2e/looks",
  "e2e/history",
];

/** Starts the longest files first, so that the workers end at about the same time. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const found = LONGEST.findIndex((name) => moduleId.endsWith(`/${name}.test.ts`));
      return found === -1 ? LONGEST.length : found;
    };
    return (await super.sort(files)).sort((one, other) => rank(one) - rank(other));
  }
}
