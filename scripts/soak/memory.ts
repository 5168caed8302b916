import { readFileSync } from "node:fs";
import type { Hookswitch } from "../../test/e2e/harness/launch.ts";

/**
 * The private memory of the extension's processes, its worker's and its pages', in kB; `null` where the system does not tell
 * (Linux does, in /proc). The caller brings the extension into a state that can be compared.
 */
export async function privateMemory({ browserCdp }: Hookswitch): Promise<number | null> {
  const { processInfo } = await browserCdp.send("SystemInfo.getProcessInfo");
  const sizes = processInfo
    .filter(({ type, id }) => type === "renderer" && isOfExtension(id))
    .map(({ id }) => privateOf(id));
  const known = sizes.filter((size) => size !== null);
  return known.length === 0 ? null : known.reduce((sum, size) => sum + size, 0);
}

function isOfExtension(pid: number): boolean {
  // Chromium writes its command line anew, with blanks between the arguments.
  return /(^|[\0 ])--extension-process([\0 ]|$)/.test(read(`/proc/${pid}/cmdline`));
}

function privateOf(pid: number): number | null {
  const sizes = [...read(`/proc/${pid}/smaps_rollup`).matchAll(/^Private_(?:Clean|Dirty): +(\d+) kB$/gm)];
  return sizes.length === 0 ? null : sizes.reduce((sum, [, size]) => sum + Number(size), 0);
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
