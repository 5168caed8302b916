import { it } from "vitest";
import { wireFaultTable } from "../e2e/wire-faults.ts";
import { expectDocumented } from "./documented.ts";

it("the table of wire faults is the documentation's", () => {
  expectDocumented("wire-faults", wireFaultTable());
});
