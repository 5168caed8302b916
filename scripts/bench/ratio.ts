/** A figure as the ratio of two things measured in turn in one run, so that the machine's speed cancels out. */
export interface Ratio {
  readonly name: string;
  /** Means of the middle half of what was measured, in ms. */
  readonly ours: number;
  readonly floor: number;
  readonly limit: number;
  /** Tells what the floor is. */
  readonly against: string;
}

const ROUNDS = 40;

/** Not touched by what was slow once, as a mean would be; and paints come in steps of a frame, by which a median would jump. */
function meanOfMiddleHalf(values: readonly number[]): number {
  const quarter = Math.floor(values.length / 4);
  const middle = [...values].sort((a, b) => a - b).slice(quarter, values.length - quarter);
  return middle.reduce((sum, value) => sum + value, 0) / middle.length;
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
  return { ...names, ours: meanOfMiddleHalf(mine), floor: meanOfMiddleHalf(theirs) };
}

/** One line for a person; tells also whether the limit was kept. */
export function report({ name, ours, floor, limit, against }: Ratio): boolean {
  const ratio = ours / floor;
  const ok = ratio <= limit;
  console.log(
    `${ok ? "ok    " : "FAILED"}  ${name}: ${ratio.toFixed(2)} × ${against} ` +
      `(${ours.toFixed(1)} ms to ${floor.toFixed(1)} ms); at most ${limit} ×`,
  );
  return ok;
}
