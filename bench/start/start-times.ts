import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median } from '../measuring/load.js';
import { terminalTable } from '../report/text-table.js';
import { FLAGS_OF_START } from '../contestants/flags-of-start.js';
import { writeModels } from './model-folder.js';
import { timesIn } from './profile.js';

// How long an application of many models takes to start, on SQLite: `node --import relata/register bench/start/start-times.ts
// [models] [rounds]`. First with nothing compiled and no tables, then as every start after it, at last once more, profiled.
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const CHILD = fileURLToPath(new URL('start-child.ts', import.meta.url));
/** Lines of each table of the profile. */
const LINES = 15;
const count = Number(process.argv[2] ?? 100);
const rounds = Number(process.argv[3] ?? 5);

interface Start {
  readonly cpuMs: number;
  readonly compilerCpuMs: number;
  readonly wallMs: number;
  readonly phases: Readonly<Record<'load' | 'create' | 'prepare', number>>;
}

const PARTS: Readonly<Record<string, (start: Start) => number>> = {
  CPU: ({ cpuMs }) => cpuMs,
  'CPU of the compiler': ({ compilerCpuMs }) => compilerCpuMs,
  wall: ({ wallMs }) => wallMs,
  'load files': ({ phases }) => phases.load,
  createApp: ({ phases }) => phases.create,
  'until it listens': ({ phases }) => phases.prepare,
};

// Within the project, for what is in its node_modules; with a folder of that name for what is compiled.
const folder = join(ROOT, `.cache/bench-start-${randomUUID()}`);
mkdirSync(join(folder, 'node_modules'), { recursive: true });
try {
  const models = writeModels(folder, count);
  const first = start();
  const later = Array.from({ length: rounds }, () => start());
  process.stdout.write(
    `${String(models)} models, milliseconds; later starts are medians of ${String(rounds)}\n${terminalTable(
      {
        words: 1,
        head: ['start', ...Object.keys(PARTS)],
        rows: [rowOf('first', [first]), rowOf('later', later)],
      },
    )}\n`,
  );
  start(['--cpu-prof', '--cpu-prof-dir', folder]);
  const [profile = ''] = readdirSync(folder).filter((name) => name.endsWith('.cpuprofile'));
  const { rooms, functions } = timesIn(join(folder, profile));
  for (const [title, times] of [
    ['where', rooms],
    ['function', functions],
  ] as const) {
    const rows = times.slice(0, LINES).map(([place, ms]) => [place, ms.toFixed(0)]);
    process.stdout.write(`\n${terminalTable({ words: 1, head: [title, 'self, ms'], rows })}\n`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Starts the application in a process of its own. @throws with what it wrote where it does not start */
function start(flags: readonly string[] = []): Start {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [...FLAGS_OF_START, ...flags, '--import', 'relata/register', CHILD, join(folder, 'app.ts')],
    {
      cwd: folder,
      encoding: 'utf8',
      env: {
        ...process.env,
        DATABASE_URL: `sqlite:${join(folder, 'relata.sqlite3')}`,
      },
    },
  );
  if (status !== 0) {
    throw new TypeError(stderr);
  }
  return JSON.parse(stdout) as Start;
}

function rowOf(title: string, starts: readonly Start[]): readonly string[] {
  return [title, ...Object.values(PARTS).map((part) => median(starts.map(part)).toFixed(0))];
}
