import { BenchFailure } from '../bench-failure.js';
import type { Contestant, SignedIn } from '../contestants/contestants.js';
import { type Operation, OPERATIONS, type Samples } from '../operations.js';
import type { BenchOptions } from '../options.js';
import { signUpWith, withContestants, withDataSet } from './race.js';
import { terminalTable } from '../report/text-table.js';

const STEPS = 10;
const CONNECTIONS = 10;

/**
 * Sends many mixed reads, of those the options name, to one Relata, of anybody and of a user in
 * turn, and looks at its memory after each tenth of them: what it does not give back shows as growth.
 * @returns a table for a terminal
 * @throws BenchFailure where the options name no read
 */
export async function soak(options: BenchOptions, requests: number): Promise<string> {
  const [dialect = 'sqlite'] = options.dialects;
  const reads = OPERATIONS.filter(
    ({ name, isCreate }) => !isCreate && options.operations.includes(name),
  );
  if (reads.length === 0) {
    throw new BenchFailure('--soak reads: name one of the queries with --only, or leave it out');
  }
  const reader = options.contestants.includes('compiled') ? 'compiled' : 'reference';
  return await withDataSet(dialect, options, (data) =>
    withContestants(
      [reader],
      { databaseUrl: data.url, connections: CONNECTIONS, collectsOnDemand: true },
      async (contestants) => {
        const user = await signUpWith(contestants);
        const [relata] = contestants as readonly [Contestant];
        const state = { sent: 0 };
        const rows = [await memoryRow(relata, 0)];
        for (let step = 1; step <= STEPS; step += 1) {
          const until = Math.floor((requests * step) / STEPS);
          await sendUntil(until, { relata, user, reads, samples: data.samples, state });
          rows.push(await memoryRow(relata, until));
        }
        const head = ['requests', 'RSS MiB', 'heap MiB'];
        return `${data.version}, ${reader} reader\n\n${terminalTable({ words: 0, head, rows })}\n`;
      },
    ),
  );
}

interface Stream {
  readonly relata: Contestant;
  readonly user: SignedIn;
  readonly reads: readonly Operation[];
  readonly samples: Samples;
  /** How many requests were sent so far. */
  readonly state: { sent: number };
}

async function sendUntil(
  count: number,
  { relata, user, reads, samples, state }: Stream,
): Promise<void> {
  const work = async (): Promise<void> => {
    while (state.sent < count) {
      state.sent += 1;
      const index = state.sent;
      const operation = reads[index % reads.length];
      if (operation !== undefined) {
        const viewer = Math.floor(index / reads.length) % 2 === 0 ? user : null;
        const variables = operation.variables(index, samples);
        await relata.post(relata.bodyOf(operation, variables, viewer), viewer);
      }
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, work));
}

async function memoryRow(relata: Contestant, requests: number): Promise<readonly string[]> {
  const { rss, heapUsed } = await relata.usage(true);
  return [
    requests.toLocaleString('en-US'),
    ...[rss, heapUsed].map((bytes) => (bytes / 1_048_576).toFixed(1)),
  ];
}
