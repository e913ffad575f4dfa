import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reportOf, reportText } from '../../src/cli/dev/report.js';
import { loadApplicationModule } from '../../src/cli/load-application.js';
import { StartupError } from '../../src/errors.js';

const FOLDER = '/home/somebody/shop';

describe('what relata dev says of a start that failed', () => {
  it('has the stack of a failure elsewhere for the terminal alone, and paths from the folder', () => {
    const frame = `    at f (${FOLDER}/node_modules/x/index.js:1:2)`;
    const message = `no ${FOLDER}/data/a.sqlite3`;
    const error = Object.assign(new TypeError(message), {
      stack: `TypeError: ${message}\n${frame}\n${frame}`,
    });
    const { stack, ...shown } = reportOf(error, FOLDER);
    expect(shown).toEqual({
      state: 'does not start',
      place: null,
      message: 'TypeError: no data/a.sqlite3',
      excerpt: '',
    });
    expect(stack.split('\n')).toEqual([frame.trim(), frame]);
    expect(reportText({ stack, ...shown })).toContain(frame);
  });

  it('has no stack where the message says all', () => {
    const error = new StartupError(`Two copies, ${FOLDER}/node_modules/graphql and another`);
    expect(reportOf(error, FOLDER)).toMatchObject({
      message: 'Two copies, node_modules/graphql and another',
      stack: '',
    });
  });
});

it('every command that loads an application refuses two copies of a package', async () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'relata-copies-')));
  const before = process.cwd();
  try {
    mkdirSync(join(folder, 'src'));
    mkdirSync(join(folder, 'node_modules/graphql'), { recursive: true });
    writeFileSync(join(folder, 'node_modules/graphql/package.json'), '{}');
    writeFileSync(join(folder, 'src/app.ts'), 'throw new TypeError("too late");');
    process.chdir(folder);
    await expect(loadApplicationModule()).rejects.toThrow(
      `${join(folder, 'node_modules/graphql')}: install one version`,
    );
  } finally {
    process.chdir(before);
    rmSync(folder, { recursive: true });
  }
});
