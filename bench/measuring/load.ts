/** How long a load lasts. */
export interface Duration {
  /** Seconds at least. */
  readonly seconds: number;
  /** Goes on until so many requests were answered, but not for more than so many seconds. */
  readonly until?: { readonly requests: number; readonly seconds: number };
}

/** What is sent, how many at once and for how long. */
export interface LoadOptions extends Duration {
  readonly connections: number;
  /** Sends one request and waits for its answer. */
  readonly send: () => Promise<unknown>;
}

/** How requests went. */
export interface LoadResult {
  readonly requests: number;
  readonly perSecond: number;
  /** Milliseconds within which half of them, and 99 of 100, were answered. */
  readonly p50: number;
  readonly p99: number;
}

/** A closed loop: each connection sends its next request once the one before is answered. */
export async function runLoad(options: LoadOptions): Promise<LoadResult> {
  const { connections, seconds, until = { requests: 0, seconds: 0 }, send } = options;
  const start = performance.now();
  const latencies: number[] = [];
  const goesOn = (): boolean => {
    const elapsed = (performance.now() - start) / 1000;
    return elapsed < seconds || (latencies.length < until.requests && elapsed < until.seconds);
  };
  const work = async (): Promise<void> => {
    do {
      const sent = performance.now();
      await send();
      latencies.push(performance.now() - sent);
    } while (goesOn());
  };
  await Promise.all(Array.from({ length: connections }, work));
  const elapsed = (performance.now() - start) / 1000;
  latencies.sort((a, b) => a - b);
  return {
    requests: latencies.length,
    perSecond: latencies.length / elapsed,
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
  };
}

/** The middle of numbers in any order, or what is halfway between the two in the middle. */
export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const half = sorted.length / 2;
  const [low = 0, high = low] = [sorted[Math.ceil(half) - 1], sorted[Math.floor(half)]];
  return (low + high) / 2;
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
