import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { knownToBeUntrue, untrueMoments } from "../test/calls/beyond-knowing.ts";
import { type Cell, type CellResult, runCell } from "../test/calls/cell.ts";
import { FATES, type FateName } from "../test/calls/fates.ts";
import { allCells, cellName, matrixText } from "../test/calls/matrix.ts";
import { launchHeaded } from "../test/e2e/harness/keys.ts";
import { allowSite } from "../test/e2e/harness/site-access.ts";
import { CALL_ARGS, SOFTPHONE_PAGE, startRig } from "../test/sip/rig.ts";
import { buildExtension } from "./build.ts";

/**
 * Holds the verdict against real calls in every cell of the matrix, some 55 minutes, and writes the table into docs/calls.md. With
 * fates named, runs only their cells and takes the others from the last run. Exits with 1 if a cell is green though no call
 * arrives, and `beyond-knowing.ts` does not list it, or the other way round.
 */

const USAGE = "npm run matrix [-- FATE...]";
const root = fileURLToPath(new URL("..", import.meta.url));
const DOCUMENT = join(root, "docs/calls.md");
/** Each cell's last result, by name. */
const LAST_RUN = join(root, ".cache/matrix.json");

function chosenFates(): FateName[] {
  const { positionals } = parseArgs({ allowPositionals: true });
  const unknown = positionals.filter((name) => !(name in FATES));
  if (unknown.length > 0)
    throw new Error(`No such fate: ${unknown.join(", ")}\n${USAGE}\nFates: ${Object.keys(FATES).join(", ")}`);
  return (positionals.length === 0 ? Object.keys(FATES) : positionals) as FateName[];
}

const isProbed = ({ watch }: Cell): number => Number(watch === "probe");

async function run(): Promise<void> {
  const cells = allCells(chosenFates());
  await buildExtension();
  const results = new Map<string, CellResult>(
    existsSync(LAST_RUN) ? JSON.parse(readFileSync(LAST_RUN, "utf8")) : [],
  );
  const rig = await startRig();
  const handle = await launchHeaded({ emulator: rig, extraArgs: CALL_ARGS });
  try {
    // Once the site is allowed, the browser shows its address by itself, so the other cells come first.
    const inOrder = [...cells].sort((one, other) => isProbed(one) - isProbed(other));
    for (const cell of inOrder) {
      if (cell.watch === "probe") await allowSite(handle, new URL("/*", SOFTPHONE_PAGE).href);
      const result = await runCell(handle, rig, cell);
      const { afterFault, afterRead } = result;
      console.log(
        `${cellName(cell)}: ${afterFault.badge} ${afterFault.truth}, ${afterRead.badge} ${afterRead.truth}`,
      );
      results.set(cellName(cell), result);
      mkdirSync(dirname(LAST_RUN), { recursive: true });
      writeFileSync(LAST_RUN, JSON.stringify([...results]));
    }
  } finally {
    await handle.close();
    await rig.close();
  }
  report(results);
}

/** Writes the document once every cell has a result, and compares with what is known to be untrue. */
function report(results: ReadonlyMap<string, CellResult>): void {
  const found = allCells().map((cell) => results.get(cellName(cell)));
  const all = found.filter((result) => result !== undefined);
  if (all.length === found.length) {
    const document = readFileSync(DOCUMENT, "utf8");
    const section = /(<!-- matrix[^>]*-->\n)[\s\S]*(<!-- \/matrix -->)/;
    writeFileSync(
      DOCUMENT,
      document.replace(
        section,
        (_all, begin: string, end: string) => `${begin}\n${matrixText(all)}\n\n${end}`,
      ),
    );
    console.log("Wrote docs/calls.md.");
  } else console.log(`${found.length - all.length} cells have not run yet, so docs/calls.md stays as it is.`);
  const inMode = (names: (cell: CellResult) => string[]) =>
    new Set(all.flatMap((cell) => names(cell).map((name) => `${name}, watched: ${cell.watch}`)));
  const listed = inMode(knownToBeUntrue);
  const seen = inMode(untrueMoments);
  const added = [...seen].filter((name) => !listed.has(name));
  const gone = [...listed].filter((name) => !seen.has(name));
  for (const name of added) console.log(`Green, and no call arrives: ${name}`);
  for (const name of gone) console.log(`Listed as untrue, and it is not: ${name}`);
  process.exitCode = added.length + gone.length === 0 ? 0 : 1;
}

try {
  await run();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
