import { describe, expect } from "vitest";
import type { Reply } from "../../../src/browser/commands.ts";
import type { Fault } from "../../emulator/faults.ts";
import { DEMO, HOSTS } from "../../emulator/store.ts";
import { CCM_SEARCH_FAULTS, type SearchFault } from "../../wire-faults/ccm-searches.ts";
import { saidOf } from "../../wire-faults/expectations.ts";
import { english } from "../english.ts";
import { testStrikes } from "./test-strikes.ts";
import { LOGINS, signedInWireWorld } from "./wire-world.ts";

const { region, sid, userId, email, apiKey, apiToken } = DEMO.ccm;
const NOBODY = "Exotel found no such user in this account.";

/** What the options page makes of the reply: the user ID that it fills in, or what it says. */
function outcome(reply: Reply): { filledIn: string | null; problem: string | null } {
  if (!reply.ok) return { filledIn: null, problem: english(reply.problem) };
  const { users, isWhole } = reply.found!;
  expect(isWhole).toBe(true);
  expect(users.length).toBeLessThanOrEqual(1);
  const filledIn = users[0]?.userId ?? null;
  return { filledIn, problem: filledIn === null ? NOBODY : null };
}

async function findWith(row: SearchFault, fault: Fault): Promise<void> {
  const problem = saidOf(row, fault);
  const world = await signedInWireWorld("ccm");
  const { faults, requests } = world.wire;
  const from = requests.length;
  const isSearch = { method: "GET", path: /\/users$/ };
  faults.always(fault, isSearch);
  world.stage(LOGINS.ccm.credentials);
  const reply = await world.ask({
    type: "find",
    office: { region, accountSid: sid },
    lookup: { by: "email", email },
  });
  expect(outcome(reply)).toEqual({ filledIn: problem === null ? userId : null, problem });
  const sent = requests.slice(from);
  const sought = sent.filter(({ path }) => isSearch.path.test(path));
  expect(sought.length).toBeGreaterThan(0);
  expect(sought.length).toBeLessThanOrEqual(row.requests);
  const elsewhere = sent.map(({ host }) => host).filter((host) => host !== HOSTS.mumbai);
  expect(elsewhere).toEqual(row.isRefused ? [HOSTS.singapore] : []);
  const said = JSON.stringify(reply);
  expect(said).not.toMatch(/[\p{Cf}\p{Zl}]|\\u0000/u);
  for (const secret of [apiKey, apiToken]) expect(said).not.toContain(secret);
}

describe("an agent who looks for themselves on CCM meets", () => {
  testStrikes(CCM_SEARCH_FAULTS, ({ name }) => name, findWith);
});
