import { it } from "vitest";
import { ccmFaultTable } from "../e2e/ccm-wire-faults.ts";
import { wireFaultTable } from "../e2e/wire-faults.ts";
import { expectDocumented } from "./documented.ts";

it("the table of wire faults is the documentation's", () => {
  expectDocumented("wire-faults", wireFaultTable(), "faults.md");
});

it("the tables of CCM's wire faults are the documentation's", () => {
  expectDocumented("ccm-wire-faults", ccmFaultTable(), "faults.md");
});
