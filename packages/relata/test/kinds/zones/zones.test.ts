import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { LANE } from '../../../src/testing/lane.js';
import { onServer } from '../../../src/testing/postgres-databases.js';
import { TestDatabase } from '../../../src/testing/test-database.js';
import { type Dialect, dialectsOfRun } from '../../../src/testing/test-run.js';
import { zoo } from '../../zoo/zoo.js';
import { Visit } from './visit.js';

const ENTRY = fileURLToPath(new URL('answers.ts', import.meta.url));
const ROOT = fileURLToPath(new URL('../../../../..', import.meta.url));

/** Zones of the process, each with another one of the database: a day ahead, behind with summer time, 45 minutes. */
const ZONES = [
  ['UTC', 'UTC'],
  ['Pacific/Kiritimati', 'America/New_York'],
  ['America/New_York', 'Asia/Kathmandu'],
  ['Asia/Kathmandu', 'Pacific/Kiritimati'],
] as const;

/** What a process in a time zone answers on a new database in another. */
async function answersOf(dialect: Dialect, zone: string, ofDatabase: string): Promise<string> {
  const database = new TestDatabase({ models: [...zoo.models, Visit] }, dialect);
  await database.open();
  try {
    if (dialect === 'postgresql') {
      const name = new URL(database.url).pathname.slice(1);
      await onServer(database.url, async (client) => {
        await client.query(`alter database "${name}" set timezone = '${ofDatabase}'`);
        await client.query(`alter database "${name}" set datestyle = 'SQL, DMY'`);
        await client.query(`alter database "${name}" set intervalstyle = 'sql_standard'`);
      });
    }
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--import', 'relata/register', ENTRY],
      {
        cwd: ROOT,
        maxBuffer: 100_000_000,
        env: {
          PATH: process.env['PATH'],
          ...LANE,
          TZ: zone,
          PGTZ: ofDatabase,
          NODE_ENV: 'test',
          DATABASE_URL: database.url,
          SECRET: 'a secret of the tests, thirty-two bytes',
          LOG_LEVEL: 'silent',
          SAMPLE_DATA: 'off',
          LIMIT_COST: '1000000000',
        },
      },
    );
    return stdout;
  } finally {
    await database.close();
  }
}

describe('values of every kind', () => {
  let inUtc = '';
  beforeAll(async () => {
    inUtc = await answersOf('sqlite', 'UTC', 'UTC');
  });

  it('are many, and defaults of the database among them', () => {
    expect(inUtc.match(/"cursor":/g)?.length).toBeGreaterThan(1000);
    expect(inUtc).toContain('"begunAt":true');
    expect(inUtc).toContain('{"day":"2026-03-29","at":"02:30:00.000","lasts":"P1D"}');
  });

  const cases = dialectsOfRun().flatMap((dialect) =>
    ZONES.map(([zone, ofDatabase]) => [dialect, zone, ofDatabase] as const),
  );
  it.each(cases)('on %s are the same for a process in %s, a database in %s', async (...where) => {
    const answers = await answersOf(...where);
    // Line by line, as differences are shown then.
    const known = inUtc.split('\n');
    expect(answers.split('\n').filter((line, at) => line !== known[at])).toEqual([]);
    expect(answers).toBe(inUtc);
  });
});
