import { expect, it } from "vitest";
import { credentialsOf } from "../../../src/core/credentials.ts";

it.each([
  ["integrations-core", "integrations-core"],
  ["usermapping", "integrations-core"],
  ["ccm", "ccm"],
] as const)("%s takes the credentials of %s", (api, taken) => {
  expect(credentialsOf(api)).toBe(taken);
});
