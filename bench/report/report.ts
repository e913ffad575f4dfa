import { cpus } from 'node:os';
import type { ContestantName } from '../contestants/contestants.js';
import type { Duration } from '../measuring/load.js';
import type { Measurement } from '../measuring/measure.js';
import { OPERATIONS, type ViewerKind } from '../operations.js';
import type { BenchOptions } from '../options.js';
import type { DatabaseResult } from '../measuring/race.js';
import { markdownTable, type Table, terminalTable } from './text-table.js';

/** How contestants are called in reports. */
export const TITLES: Readonly<Record<ContestantName, string>> = {
  limit: 'limit',
  compiled: 'Relata',
  reference: 'Relata, reference reader',
  int: 'Relata, int keys',
  bigint: 'Relata, bigint keys',
  uuid: 'Relata, UUID keys',
};

const VIEWER_TITLES: Readonly<Record<ViewerKind, string>> = {
  anonymous: 'anonymous',
  user: 'signed in',
};

/** What is shown in place of a number that there is not. */
const NONE = '—';

/** Times the limit something takes, in CPU of the server; null for the limit itself, or without it. */
export function ratioOf(measurement: Measurement, all: readonly Measurement[]): number | null {
  const limit = all.find(
    ({ contestant, operation, viewer }) =>
      contestant === 'limit' &&
      operation === measurement.operation &&
      viewer === measurement.viewer,
  );
  return limit === undefined || limit === measurement ? null : measurement.cpuMs / limit.cpuMs;
}

/** The result of a database for a terminal. */
export function terminalReport(result: DatabaseResult): string {
  return sections(result)
    .map(({ title, table }) => `\n${title}\n\n${terminalTable(table)}\n`)
    .join('');
}

/** The result of a run as Markdown: what ran where, then tables for each database. */
export function markdownReport(
  results: readonly DatabaseResult[],
  { size, pace }: BenchOptions,
): string {
  const facts = [
    new Date().toISOString().slice(0, 10),
    `${String(cpus().length)} cores`,
    `Node ${process.versions.node}`,
    ...results.map(({ version }) => version),
    `${count(size.users)} users, ${count(size.posts)} posts, ${count(size.tags)} tags`,
    `${String(pace.rounds)} rounds of ${durationText(pace.turn)}`,
    `warm-up of ${durationText(pace.warmUp)}, ${String(pace.settling)} s at first`,
  ];
  const parts = results.flatMap((result) =>
    sections(result).map(({ title, table }) => `### ${title}\n\n${markdownTable(table)}`),
  );
  return [`${facts.join('; ')}.`, ...parts].join('\n\n');
}

function durationText({ seconds, until }: Duration): string {
  const more =
    until === undefined
      ? ''
      : `, up to ${String(until.seconds)} s until ${count(until.requests)} requests`;
  return `${String(seconds)} s${more}`;
}

function count(number: number): string {
  return number.toLocaleString('en-US');
}

interface Section {
  readonly title: string;
  readonly table: Table;
}

function sections(result: DatabaseResult): readonly Section[] {
  const { version, connections, measurements } = result;
  const viewers = (['anonymous', 'user'] as const).filter((viewer) =>
    measurements.some((each) => each.viewer === viewer),
  );
  return [
    ...viewers.map((viewer) => ({
      title: `${version}, ${VIEWER_TITLES[viewer]}, ${String(connections)} connections`,
      table: speedTable(result, viewer),
    })),
    { title: `${version}, memory in MiB`, table: memoryTable(result) },
  ];
}

function speedTable({ dialect, measurements }: DatabaseResult, viewer: ViewerKind): Table {
  const measured = new Set(measurements.map(({ operation }) => operation));
  return {
    words: 2,
    head: [
      'op',
      'server',
      'req/s',
      'p50 ms',
      'p99 ms',
      'CPU ms',
      'least–most',
      '× limit',
      'goal',
      'SQL',
    ],
    rows: OPERATIONS.filter((operation) => measured.has(operation)).flatMap((operation) => {
      const rows = measurements.filter(
        (each) => each.operation === operation && each.viewer === viewer,
      );
      return rows.length === 0
        ? [[operation.name, 'not for anonymous viewers', ...Array.from({ length: 8 }, () => NONE)]]
        : rows.map((each) => speedRow(each, ratioOf(each, rows), dialect === 'postgresql'));
    }),
  };
}

function speedRow(each: Measurement, ratio: number | null, hasGoals: boolean): readonly string[] {
  const { operation, contestant, cpuSpread } = each;
  const goal = hasGoals && contestant === 'compiled' ? operation.goal : null;
  return [
    operation.name,
    TITLES[contestant],
    count(Math.round(each.perSecond)),
    each.p50.toFixed(1),
    each.p99.toFixed(1),
    each.cpuMs.toFixed(3),
    cpuSpread.map((cpu) => cpu.toFixed(3)).join('–'),
    ratio?.toFixed(2) ?? NONE,
    goal === null || ratio === null
      ? NONE
      : `${String(goal)} ${ratio <= goal ? 'reached' : 'missed'}`,
    String(each.statements),
  ];
}

function memoryTable({ memory }: DatabaseResult): Table {
  return {
    words: 1,
    head: ['server', 'idle', 'peak'],
    rows: memory.map(({ contestant, idle, peak }) => [
      TITLES[contestant],
      ...[idle, peak].map((bytes) => (bytes / 1_048_576).toFixed(0)),
    ]),
  };
}
