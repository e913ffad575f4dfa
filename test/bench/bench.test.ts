import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { OPERATION_NAMES } from '../../bench/operations.js';
import { ROOT } from '../docs/markdown.js';
import { childEnvironment, nodeArguments } from '../docs/project-commands.js';

const TINY =
  'npm run bench -- --database sqlite --users 20 --posts 200 --rounds 1 --seconds 0.05 --warm-up 0.05 --no-write';

describe('the benchmark', () => {
  let stdout: string;
  beforeAll(async () => {
    ({ stdout } = await promisify(execFile)(process.execPath, nodeArguments(ROOT, TINY), {
      cwd: ROOT,
      env: childEnvironment({}),
    }));
  });

  it('finds that all servers answer alike, and measures each operation', () => {
    for (const name of OPERATION_NAMES) {
      expect(stdout).toMatch(new RegExp(`^${name}  limit +[\\d,]+  `, 'm'));
      expect(stdout).toMatch(new RegExp(`^${name}  Relata +[\\d,]+  `, 'm'));
      expect(stdout).toMatch(new RegExp(`^${name}  Relata, reference reader +[\\d,]+  `, 'm'));
    }
  });

  it('has anonymous viewers create nothing', () => {
    expect(stdout).toMatch(/^M1 {2}not for anonymous viewers +—/m);
  });
});
