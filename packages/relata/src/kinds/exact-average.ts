const DECIMALS = 6n;
const SCALE = 10n ** DECIMALS;

/**
 * The average of integers, exact, rounded half away from zero to six decimals: computed from sum
 * and count, so that both databases agree.
 * @param sum - an integer in decimal digits
 * @param count - how many there are, at least one
 */
export function exactAverage(sum: string, count: number): number {
  const total = BigInt(sum) * SCALE;
  const divisor = BigInt(count);
  const magnitude = total < 0n ? -total : total;
  const rounded = (2n * magnitude + divisor) / (2n * divisor);
  return Number(total < 0n ? -rounded : rounded) / Number(SCALE);
}
