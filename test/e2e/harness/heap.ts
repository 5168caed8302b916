import type { CDPSession } from "playwright-core";
import { sendToTarget } from "./target.ts";

/**
 * What the engine adds as it goes, even where the program keeps nothing: compiled code with what it has learnt, its object
 * layouts, and what lies outside the heap, where a debugger that is attached keeps a record of every request.
 */
const OF_THE_ENGINE = ["code", "object shape", "hidden", "synthetic", "native"];

/** How much the program of a target keeps, the worker for one, once garbage is collected; bytes. */
export async function heapSize(browserCdp: CDPSession, targetId: string): Promise<number> {
  let snapshot = "";
  const commands = [["HeapProfiler.collectGarbage"], ["HeapProfiler.takeHeapSnapshot"]] as const;
  await sendToTarget(browserCdp, targetId, commands, ({ chunk = "" }) => {
    snapshot += chunk;
  });
  return ownBytes(JSON.parse(snapshot));
}

/** The part of V8's heap snapshot that is looked at: a node is a row of numbers, one for each field. */
export interface HeapSnapshot {
  readonly snapshot: { readonly meta: { node_fields: string[]; node_types: (string[] | string)[] } };
  readonly nodes: readonly number[];
}

/** The size of what the program itself keeps in a heap, bytes. */
export function ownBytes({ snapshot, nodes }: HeapSnapshot): number {
  const { node_fields: fields, node_types: types } = snapshot.meta;
  const type = fields.indexOf("type");
  const size = fields.indexOf("self_size");
  const names = types[type];
  if (size < 0 || !Array.isArray(names)) throw new Error("The heap snapshot is not as it used to be");
  let sum = 0;
  for (let node = 0; node < nodes.length; node += fields.length) {
    if (!OF_THE_ENGINE.includes(names[nodes[node + type] ?? -1] ?? "")) sum += nodes[node + size] ?? 0;
  }
  return sum;
}

/** How much more there is in the last third of a row of sizes than in the first, by the least of each, as a part. */
export function growth(sizes: readonly number[]): number {
  const third = Math.ceil(sizes.length / 3);
  return Math.min(...sizes.slice(-third)) / Math.min(...sizes.slice(0, third)) - 1;
}
