import { readFileSync } from "node:fs";
import type { Hookswitch } from "../../test/e2e/harness/launch.ts";

/** What one program holds on to at one moment; bytes. */
export interface Kept {
  readonly worker: number;
  /** All pages of the extension together: they share a heap. */
  readonly pages: number;
}

/** A debugger's connection to one target: what it is asked, and the pieces of a heap snapshot. */
interface Debugger {
  send(method: string, params?: object): Promise<unknown>;
  /** Calls back with each piece, until what it returns is called. */
  onPiece(take: (piece: string) => void): () => void;
}

/**
 * What a program itself keeps. Left out is what the engine adds as it goes, even where the program keeps nothing: compiled code
 * with what it has learnt (`code`), its object layouts (`object shape`), and what lies outside the heap (`native`), where the
 * debugger that is attached keeps a record of every request.
 */
const OWN = new Set([
  "object",
  "array",
  "closure",
  "string",
  "concatenated string",
  "sliced string",
  "number",
  "bigint",
  "symbol",
  "regexp",
]);

/** The id of the worker's life: a worker that is started anew has another one. `null` while there is none. */
export async function workerLife({ browserCdp, url }: Hookswitch): Promise<string | null> {
  const { targetInfos } = await browserCdp.send("Target.getTargets", { filter: [{}] });
  const worker = targetInfos.find((each) => each.type === "service_worker" && each.url.startsWith(url("")));
  return worker?.targetId ?? null;
}

/** What the worker and the pages keep, once garbage is collected. */
export async function kept(handle: Hookswitch): Promise<Kept> {
  const life = await workerLife(handle);
  if (life === null) throw new Error("There is no worker to look into");
  const { browserCdp, keeperCdp } = handle;
  const pages = await heapOf({
    send: (method, params) => keeperCdp.send(method as "HeapProfiler.takeHeapSnapshot", params),
    onPiece(take) {
      const listen = ({ chunk }: { chunk: string }): void => take(chunk);
      keeperCdp.on("HeapProfiler.addHeapSnapshotChunk", listen);
      return () => keeperCdp.off("HeapProfiler.addHeapSnapshotChunk", listen);
    },
  });
  // Playwright gives no session with a worker; one of one's own speaks through the browser's.
  const { sessionId } = await browserCdp.send("Target.attachToTarget", { targetId: life, flatten: false });
  try {
    return { worker: await heapOf(through(handle, sessionId)), pages };
  } finally {
    await browserCdp.send("Target.detachFromTarget", { sessionId }).catch(() => undefined);
  }
}

function through({ browserCdp }: Hookswitch, sessionId: string): Debugger {
  type Message = { id?: number; method?: string; params?: { chunk: string }; error?: { message: string } };
  type Received = { sessionId: string; message: string };
  let last = 0;
  const listen = (take: (message: Message) => void): (() => void) => {
    const received = (event: Received): void => {
      if (event.sessionId === sessionId) take(JSON.parse(event.message) as Message);
    };
    browserCdp.on("Target.receivedMessageFromTarget", received);
    return () => browserCdp.off("Target.receivedMessageFromTarget", received);
  };
  return {
    send(method, params = {}) {
      last += 1;
      const id = last;
      return new Promise((resolve, reject) => {
        const stop = listen((message) => {
          if (message.id !== id) return;
          stop();
          if (message.error === undefined) resolve(undefined);
          else reject(new Error(message.error.message));
        });
        const message = JSON.stringify({ id, method, params });
        browserCdp.send("Target.sendMessageToTarget", { sessionId, message }).catch(reject);
      });
    },
    onPiece: (take) =>
      listen(({ method, params }) => {
        if (method === "HeapProfiler.addHeapSnapshotChunk" && params !== undefined) take(params.chunk);
      }),
  };
}

async function heapOf(target: Debugger): Promise<number> {
  await target.send("HeapProfiler.collectGarbage");
  const pieces: string[] = [];
  const stop = target.onPiece((piece) => pieces.push(piece));
  try {
    // All pieces come before the reply.
    await target.send("HeapProfiler.takeHeapSnapshot", { reportProgress: false });
  } finally {
    stop();
  }
  return ownBytes(JSON.parse(pieces.join("")));
}

/** The part of V8's heap snapshot that is looked at: a node is a row of numbers, one for each field. */
export interface HeapSnapshot {
  readonly snapshot: {
    readonly meta: {
      readonly node_fields: readonly string[];
      readonly node_types: readonly (readonly string[] | string)[];
    };
  };
  readonly nodes: readonly number[];
}

/** The size of what the program itself keeps in a heap, bytes. */
export function ownBytes({ snapshot, nodes }: HeapSnapshot): number {
  const { node_fields: fields, node_types: types } = snapshot.meta;
  const type = fields.indexOf("type");
  const size = fields.indexOf("self_size");
  const names = types[type];
  if (type < 0 || size < 0 || !Array.isArray(names))
    throw new Error("The heap snapshot is not as it used to be");
  let sum = 0;
  for (let node = 0; node < nodes.length; node += fields.length) {
    if (OWN.has(names[nodes[node + type] ?? -1])) sum += nodes[node + size] ?? 0;
  }
  return sum;
}

/**
 * The private memory of the extension's processes, its worker's and its pages', in kB: what they have written and share with
 * nobody. What they have only mapped from files is left out: it counts as private as long as no other process, nor another
 * browser, happens to map it too. `null` where the system does not tell (Linux does, in /proc). The caller brings the
 * extension into a state that can be compared.
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
  const sizes = [...read(`/proc/${pid}/smaps_rollup`).matchAll(/^(?:Private_Dirty|Swap): +(\d+) kB$/gm)];
  return sizes.length === 0 ? null : sizes.reduce((sum, [, size]) => sum + Number(size), 0);
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
