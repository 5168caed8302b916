/** A figure as the ratio of two things measured in turn in one run, so that the machine's speed cancels out. */
export interface Ratio {
  readonly name: string;
  /** Medians, in ms. */
  readonly ours: number;
  readonly floor: number;
  readonly limit: number;
  /** Tells what the floor is. */
  readonly against: string;
}

const ROUNDS = 25;

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/**
 * Measures two things in turn, after one round that does not count.
 *
 * @param ours @param floor each measures once and answers in ms
 */
export async function compare(
  names: Pick<Ratio, "name" | "against" | "limit">,
  ours: () => Promise<number>,
  floor: () => Promise<number>,
  rounds = ROUNDS,
): Promise<Ratio> {
  const mine: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    // Whoever comes second may find caches warm: take turns in that too.
    const [first, second] = round % 2 === 0 ? [ours, floor] : [floor, ours];
    const [a, b] = [await first(), await second()];
    if (round === 0) continue;
    mine.push(round % 2 === 0 ? a : b);
    theirs.push(round % 2 === 0 ? b : a);
  }
  return { ...names, ours: median(mine), floor: median(theirs) };
}

/** One line for a person; tells also whether the limit was kept. */
export function report({ name, ours, floor, limit, against }: Ratio): boolean {
  const ratio = ours / floor;
  const ok = ratio <= limit;
  console.log(
    `${ok ? "ok    " : "FAILED"}  ${name}: ${ratio.toFixed(2)} × ${against} ` +
      `(${ours.toFixed(1)} ms to ${floor.toFixed(1)} ms, medians); at most ${limit.toFixed(1)} ×`,
  );
  return ok;
}
