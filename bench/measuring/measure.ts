import type { Contestant, ContestantName, SignedIn } from '../contestants/contestants.js';
import { type CompareAs, expectAgreement } from './agreement.js';
import { type Duration, type LoadResult, median, runLoad } from './load.js';
import type { Operation, Samples, ViewerKind } from '../operations.js';
import { RequestNumbers } from './request-numbers.js';

/** How long things are measured. */
export interface Pace {
  readonly rounds: number;
  /** A contestant's turn in a round. */
  readonly turn: Duration;
  /**
   * Load before the first round, of each operation and contestant: V8 needs some 2,000 requests
   * until it has compiled what is particular to them.
   */
  readonly warmUp: Duration;
  /**
   * Seconds of it at least for the first operation that reads and the first that creates: some
   * 20,000 requests until V8 has compiled for good what all of them have in common.
   */
  readonly settling: number;
}

/** What one contestant needs for one operation: medians over the rounds. */
export interface Measurement {
  readonly operation: Operation;
  readonly viewer: ViewerKind;
  readonly contestant: ContestantName;
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  /** CPU time of the server per request in milliseconds, and the least and the most of a round. */
  readonly cpuMs: number;
  readonly cpuSpread: readonly [number, number];
  /** SQL statements of a request, `begin` and `commit` among them. */
  readonly statements: number;
}

/** What to measure, of whom. */
export interface MeasureOptions {
  readonly contestants: readonly Contestant[];
  readonly operations: readonly Operation[];
  /** Who asks, one after the other. */
  readonly viewers: readonly ViewerKind[];
  /** Null where nobody is. */
  readonly user: SignedIn | null;
  readonly samples: Samples;
  readonly connections: number;
  readonly pace: Pace;
  /** As {@link expectAgreement} has it. */
  readonly comparedAs?: CompareAs;
  /** Told what is measured next. */
  onProgress(text: string): void;
}

/** Measures every operation as every viewer that may ask for it. */
export async function measureAll(options: MeasureOptions): Promise<readonly Measurement[]> {
  const numbers = new RequestNumbers();
  const measured: Measurement[] = [];
  const settled = new Set<boolean>();
  for (const viewer of options.viewers) {
    for (const operation of options.operations) {
      if (!operation.isCreate || viewer === 'user') {
        options.onProgress(`${operation.name} ${viewer}`);
        const isSettled = settled.has(operation.isCreate);
        settled.add(operation.isCreate);
        measured.push(...(await measure(options, { operation, viewer, numbers, isSettled })));
      }
    }
  }
  return measured;
}

interface Subject {
  readonly operation: Operation;
  readonly viewer: ViewerKind;
  readonly numbers: RequestNumbers;
  /** Whether an operation of its kind was measured before. */
  readonly isSettled: boolean;
}

type Round = LoadResult & { readonly cpuMs: number };

async function measure(
  options: MeasureOptions,
  { operation, viewer, numbers, isSettled }: Subject,
): Promise<readonly Measurement[]> {
  const { contestants, samples, connections, pace } = options;
  const signedIn = viewer === 'user' ? options.user : null;
  const send = (contestant: Contestant): Promise<string> => {
    const variables = operation.variables(numbers.next(), samples);
    return contestant.post(contestant.bodyOf(operation, variables, signedIn), signedIn);
  };
  const load = (contestant: Contestant, duration: Duration): Promise<LoadResult> =>
    runLoad({ ...duration, connections, send: () => send(contestant) });

  await expectAgreement(contestants, {
    operation,
    viewer: signedIn,
    samples,
    numbers,
    ...(options.comparedAs !== undefined && { comparedAs: options.comparedAs }),
  });
  const statements = new Map<Contestant, number>();
  for (const contestant of contestants) {
    statements.set(contestant, await contestant.statementsOf(() => send(contestant)));
    await load(contestant, isSettled ? pace.warmUp : { ...pace.warmUp, seconds: pace.settling });
  }
  const rounds = new Map<Contestant, Round[]>(contestants.map((each) => [each, []]));
  for (let round = 0; round < pace.rounds; round += 1) {
    for (const contestant of inTurn(contestants, round)) {
      const before = await contestant.usage();
      const result = await load(contestant, pace.turn);
      const after = await contestant.usage();
      const cpuMs = (after.cpuMs - before.cpuMs) / result.requests;
      rounds.get(contestant)?.push({ ...result, cpuMs });
    }
  }
  return [...rounds].map(([contestant, list]) => ({
    operation,
    viewer,
    contestant: contestant.name,
    statements: statements.get(contestant) ?? 0,
    ...summary(list),
  }));
}

/**
 * Whoever comes first in one round comes later in the next, and whoever followed another goes before it: noise of the
 * machine, and what the one before leaves behind, hit all alike.
 */
function inTurn<T>(items: readonly T[], round: number): readonly T[] {
  const start = Math.floor(round / 2) % items.length;
  const turned = [...items.slice(start), ...items.slice(0, start)];
  return round % 2 === 0 ? turned : turned.reverse();
}

function summary(
  rounds: readonly Round[],
): Pick<Measurement, 'perSecond' | 'p50' | 'p99' | 'cpuMs' | 'cpuSpread'> {
  const cpu = rounds.map(({ cpuMs }) => cpuMs);
  return {
    perSecond: median(rounds.map(({ perSecond }) => perSecond)),
    p50: median(rounds.map(({ p50 }) => p50)),
    p99: median(rounds.map(({ p99 }) => p99)),
    cpuMs: median(cpu),
    cpuSpread: [Math.min(...cpu), Math.max(...cpu)],
  };
}
