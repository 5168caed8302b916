import { readdirSync, readFileSync } from "node:fs";
import { until } from "./wait.ts";

/** Whether a process with this id exists and is not a zombie. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  return statOf(pid)?.state !== "Z";
}

/**
 * Sends SIGKILL to a process, to its process group when it leads one, and to everything descended from it, then waits
 * until all of them are gone. Nothing that was not started below `pid` is touched. Linux sees the descendants through
 * /proc; elsewhere the group is all that is known.
 */
export async function killTree(pid: number): Promise<void> {
  const tree = [pid, ...descendants(pid)];
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // Not the leader of a group: the members are ended one by one below.
  }
  for (const member of tree) {
    try {
      process.kill(member, "SIGKILL");
    } catch {
      // Already gone.
    }
  }
  await until(`processes ${tree.join(", ")} to end`, () => !tree.some(isAlive));
}

function descendants(root: number): number[] {
  const children = new Map<number, number[]>();
  for (const pid of processIds()) {
    const parent = statOf(pid)?.parent;
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  const found: number[] = [];
  const open = [root];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const below = children.get(next) ?? [];
    found.push(...below);
    open.push(...below);
  }
  return found;
}

function processIds(): number[] {
  try {
    return readdirSync("/proc").map(Number).filter(Number.isInteger);
  } catch {
    return [];
  }
}

function statOf(pid: number): { state: string; parent: number } | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    return undefined;
  }
  // The second field is the name in brackets and may itself hold spaces and brackets.
  const [state, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return { state: state ?? "", parent: Number(parent) };
}
