/** A figure as the ratio of two quantities measured alternately in one run, so that the machine's speed cancels out. */
export interface Ratio {
  readonly name: string;
  /** The interquartile mean of the measurements, ms. */
  readonly ours: number;
  readonly floor: number;
  readonly limit: number;
  /** Describes the floor. */
  readonly against: string;
}

const ROUNDS = 40;

/** Outliers do not affect it, unlike the mean. Paints come in steps of a frame, so a median would jump. */
function interquartileMean(values: readonly number[]): number {
  const quarter = Math.floor(values.length / 4);
  const middle = [...values].sort((a, b) => a - b).slice(quarter, values.length - quarter);
  return middle.reduce((sum, value) => sum + value, 0) / middle.length;
}

/**
 * Measures two quantities alternately, after a warm-up round that does not count.
 *
 * @param ours measures the product once, ms
 * @param floor measures the floor once, ms
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
    // Alternate the order: the second may profit from warm caches.
    const [first, second] = round % 2 === 0 ? [ours, floor] : [floor, ours];
    const [a, b] = [await first(), await second()];
    if (round === 0) continue;
    mine.push(round % 2 === 0 ? a : b);
    theirs.push(round % 2 === 0 ? b : a);
  }
  return { ...names, ours: interquartileMean(mine), floor: interquartileMean(theirs) };
}

/** Prints one line. Returns whether the figure is within its limit. */
export function report({ name, ours, floor, limit, against }: Ratio): boolean {
  const ratio = ours / floor;
  const ok = ratio <= limit;
  console.log(
    `${ok ? "ok    " : "FAILED"}  ${name}: ${ratio.toFixed(2)} × ${against} ` +
      `(${ours.toFixed(1)} ms to ${floor.toFixed(1)} ms); at most ${limit} ×`,
  );
  return ok;
}
