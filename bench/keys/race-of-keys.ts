import { startEmbeddedPostgres } from 'relata/testing';
import { Contestant, KEY_KINDS } from '../contestants/contestants.js';
import { type Dialect, makeDatabase, type Place } from '../data-set.js';
import { type Measurement, measureAll } from '../measuring/measure.js';
import { CONNECTIONS } from '../measuring/race.js';
import { type Operation, type OperationName, OPERATIONS } from '../operations.js';
import type { BenchOptions } from '../options.js';
import { terminalTable } from '../report/text-table.js';
import { withNumbers } from './row-key.js';

/** Those that go over relations, many rows at once. */
const ASKED: readonly OperationName[] = ['Q2', 'Q5'];

/** Users of a page of Q5. */
const USERS = 80;

/** Measures Relata over the same rows with keys of each kind, in turn. @returns a table for a terminal */
export async function raceOfKeys(
  dialect: Dialect,
  options: BenchOptions,
  onProgress: (text: string) => void,
): Promise<string> {
  const ends: (() => Promise<unknown>)[] = [];
  try {
    const server = await serverOf(dialect, ends);
    const contestants: Contestant[] = [];
    for (const kind of KEY_KINDS) {
      onProgress(`filling ${dialect} with ${kind} keys`);
      const place: Place = await makeDatabase(dialect, server);
      ends.push(() => place.remove());
      const contestant = await Contestant.start(kind, {
        databaseUrl: place.url,
        connections: CONNECTIONS[dialect],
        environment: { KEYS_SIZE: JSON.stringify(options.size) },
      });
      ends.push(() => contestant.stop());
      contestants.push(contestant);
    }
    const measurements = await measureAll({
      contestants,
      operations: OPERATIONS.filter(
        ({ name }) => ASKED.includes(name) && options.operations.includes(name),
      ).map(ofOneRead),
      viewers: ['anonymous'],
      user: null,
      samples: { usernames: [], users: options.size.users },
      connections: CONNECTIONS[dialect],
      pace: options.pace,
      comparedAs: withNumbers,
      onProgress: (text) => {
        onProgress(`${dialect} ${text}`);
      },
    });
    return `\n${dialect}\n${tableOf(measurements)}\n`;
  } finally {
    for (const end of ends.reverse()) {
      await end();
    }
  }
}

/**
 * Asks for so few users that the answer is below 64 KiB whatever the keys: what comes in more than one read of a
 * connection costs more, of integers as of UUIDs.
 */
function ofOneRead(operation: Operation): Operation {
  return {
    ...operation,
    variables: (...of) => {
      const { n, ...others } = operation.variables(...of);
      return n === undefined ? others : { ...others, n: USERS };
    },
  };
}

/** One PostgreSQL server for all, where BENCH_POSTGRES_URL names none. */
async function serverOf(
  dialect: Dialect,
  ends: (() => Promise<unknown>)[],
): Promise<string | undefined> {
  if (dialect === 'sqlite' || (process.env['BENCH_POSTGRES_URL'] ?? '') !== '') {
    return undefined;
  }
  const server = await startEmbeddedPostgres();
  ends.push(() => server.stop());
  return server.url;
}

function tableOf(measurements: readonly Measurement[]): string {
  const ofInt = new Map(
    measurements
      .filter(({ contestant }) => contestant === 'int')
      .map(({ operation, cpuMs }) => [operation, cpuMs]),
  );
  return terminalTable({
    words: 2,
    head: ['', 'keys', 'CPU ms', 'least', 'most', 'times int', 'per s', 'p50', 'p99', 'statements'],
    rows: measurements.map((each) => [
      each.operation.name,
      each.contestant,
      each.cpuMs.toFixed(3),
      ...each.cpuSpread.map((ms) => ms.toFixed(3)),
      (each.cpuMs / (ofInt.get(each.operation) ?? Number.NaN)).toFixed(2),
      each.perSecond.toFixed(0),
      each.p50.toFixed(1),
      each.p99.toFixed(1),
      String(each.statements),
    ]),
  });
}
