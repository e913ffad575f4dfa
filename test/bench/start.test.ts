import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ROOT } from '../docs/markdown.js';
import { childEnvironment } from '../docs/project-commands.js';

describe('the times of a start', () => {
  it('are told of an application of many models, and where they go', async () => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--import', 'relata/register', 'bench/start/start-times.ts', '16', '1'],
      { cwd: ROOT, env: childEnvironment({}) },
    );
    // At least as many as are wanted: models are copied with those that they refer to.
    expect(Number(/^(\d+) models/.exec(stdout)?.[1])).toBeGreaterThanOrEqual(16);
    // Nothing is compiled but once.
    expect(stdout).toMatch(/^first( +[1-9]\d*){6}$/m);
    expect(stdout).toMatch(/^later +[1-9]\d* +0( +[1-9]\d*){4}$/m);
    expect(stdout).toMatch(/^relata\/schema +\d+$/m);
  });
});
