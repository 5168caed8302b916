import { it } from "vitest";
import { ccmFaultTable, coreFaultTable, olderFaultTable } from "../../wire-faults/tables.ts";
import { expectDocumented } from "../documented.ts";

it("the table of wire faults is the documentation's", () => {
  expectDocumented("wire-faults", coreFaultTable(), "faults.md");
});

it("the tables of the older contract's wire faults are the documentation's", () => {
  expectDocumented("older-wire-faults", olderFaultTable(), "faults.md");
});

it("the tables of CCM's wire faults are the documentation's", () => {
  expectDocumented("ccm-wire-faults", ccmFaultTable(), "faults.md");
});
