import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { fencesOf, readText } from './markdown.js';
import { childEnvironment, runCommand } from './project-commands.js';
import { copyProject } from './project-copy.js';

const guide = readText('docs/scripts.md');
const examples = fencesOf(guide)
  .filter(({ language }) => language === 'ts')
  .map(({ text }) => text);

describe('docs/scripts.md', () => {
  let folder = '';
  beforeAll(() => {
    folder = copyProject();
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const run = async (args: readonly string[], env: Record<string, string> = {}) => {
    const { stdout } = await promisify(execFile)(process.execPath, args, {
      cwd: folder,
      env: childEnvironment({
        DATABASE_URL: `sqlite:${join(folder, 'a.sqlite3')}`,
        HOST: '127.0.0.1',
        PORT: '0',
        LOG_LEVEL: 'warn',
        ...env,
      }),
    });
    return stdout;
  };

  it('has a script that works on the database of the settings, and ends', async () => {
    const [script = ''] = examples;
    writeFileSync(join(folder, 'src/add-tags.ts'), script);
    const command = ['--import', 'relata/register', 'src/add-tags.ts'];
    expect(guide).toContain(`node ${command.join(' ')}`);
    expect(await run(command)).toBe('2 of 2 tags are new\n');
    expect(await run(command)).toBe('0 of 2 tags are new\n');
  });

  it('changes settings in code, by hand and for every command', async () => {
    const [, byHand = '', exported = ''] = examples;
    const probe = `process.stdout.write(String(app.settings.limits.pageSize)); await app.stop();\n`;
    writeFileSync(join(folder, 'src/by-hand.ts'), byHand + probe);
    expect(await run(['--import', 'relata/register', 'src/by-hand.ts'])).toBe('50');
    writeFileSync(
      join(folder, 'src/other.ts'),
      `export { application } from './app.js';\n${exported.replace('{ pageSize: 50 }', '{ pageSize: 500 }')}`,
    );
    const start = run(['node_modules/relata/bin/relata.js', 'start', '--app', 'src/other.ts']);
    await expect(start).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('PAGE_SIZE must not be above PAGE_SIZE_MAX') as string,
    });
  });

  it('compiles', async () => {
    const files = examples.map((text, index) => {
      const file = `src/example-${String(index)}.ts`;
      writeFileSync(join(folder, file), text);
      return file;
    });
    writeFileSync(
      join(folder, 'tsconfig.examples.json'),
      JSON.stringify({ extends: './tsconfig.json', include: [], files }),
    );
    await runCommand(folder, 'npx tsc --noEmit --project tsconfig.examples.json', {});
  });
});
