import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fencesOf, readText, ROOT } from './markdown.js';
import { runCommand } from './project-commands.js';
import { copyProject } from './project-copy.js';

const FENCES = fencesOf(readText('docs/testing.md'));
const FUZZ = FENCES.filter(
  ({ language, text }) => language === 'sh' && text.startsWith('npm run fuzz'),
).flatMap(({ text }) => text.trim().split('\n'));

it.each(FUZZ)('docs/testing.md: %s asks for documents and finds no difference', async (command) => {
  const { stdout } = await runCommand(ROOT, command, {});
  expect(stdout).toMatch(/^list \w+ +\d+/m);
  expect(stdout).toMatch(/No difference\.\n$/);
});

it('docs/testing.md: the tests it shows pass', async () => {
  const folder = copyProject();
  try {
    const config = FENCES.find(({ text }) => text.includes(`preset: 'relata'`));
    writeFileSync(join(folder, 'jest.config.js'), config?.text ?? '');
    mkdirSync(join(folder, 'test'));
    const examples = FENCES.filter(({ language }) => language === 'ts').map(({ text }) => text);
    // The suites themselves are a file of the application.
    const suites = examples.find((text) => text.includes('describeAttacks'));
    const file = readText('test/models.test.ts').replaceAll(/^\/\/.*\n/gm, '');
    expect(file).toBe(suites);
    for (const [at, text] of examples.filter((each) => each !== suites).entries()) {
      writeFileSync(join(folder, `test/example-${String(at)}.test.ts`), text);
    }
    cpSync(join(ROOT, 'tsconfig.json'), join(folder, 'tsconfig.json'));
    await runCommand(folder, 'npx tsc --noEmit', {});
    const { stdout } = await runCommand(folder, 'npm run test', {
      NODE_ENV: undefined,
      RUNS: '5',
      TEST_DATABASE_URL: process.env['RELATA_TEST_POSTGRES'],
    });
    expect(stdout).toContain('list posts');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 300_000);
