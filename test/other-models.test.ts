import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fencesOf, readText, ROOT } from './docs/markdown.js';
import { runCommand } from './docs/project-commands.js';
import { copyProject } from './docs/project-copy.js';

const TEN_MINUTES = 600_000;
const SUITES = 'npm run test -- test/models.test.ts';
/** Short runs, on a server that is there already. */
const env = {
  NODE_ENV: undefined,
  RUNS: '20',
  TEST_DATABASE_URL: process.env['RELATA_TEST_POSTGRES'],
};

let folder: string;
beforeEach(() => {
  folder = copyProject();
  cpSync(
    join(ROOT, 'packages/create-relata/files/common/jest.config.js'),
    join(folder, 'jest.config.js'),
  );
  mkdirSync(join(folder, 'test'));
  cpSync(join(ROOT, 'test/models.test.ts'), join(folder, 'test/models.test.ts'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

it(
  'the suites of the application hold when the model of the guide is added',
  async () => {
    const comment = fencesOf(readText('docs/adding-a-model.md')).find(({ text }) =>
      text.includes('class Comment '),
    );
    writeFileSync(join(folder, 'src/models/comment.ts'), comment?.text ?? '');
    write('src/models/index.ts', (text) => {
      const registered = text.replace(/,?\s*\] as const/, ', Comment] as const');
      return `import { Comment } from './comment.js';\n${registered}`;
    });
    await runCommand(folder, 'npm run migration:create -- --name add_comment', {});
    const { stdout } = await runCommand(folder, SUITES, env);
    expect(stdout).toContain('list comments');
    expect(stdout).toMatch(/documents .*\bComment\b/);
  },
  TEN_MINUTES,
);

it(
  'the suites of the application hold when it has neither posts nor profiles nor tags',
  async () => {
    for (const name of ['post', 'profile', 'tag', 'enums']) {
      rmSync(join(folder, `src/models/${name}.ts`));
    }
    for (const gone of ['operations', 'sample-data', 'cli']) {
      rmSync(join(folder, 'src', gone), { recursive: true });
    }
    rmSync(join(folder, 'migrations'), { recursive: true });
    write('src/models/index.ts', withoutModels);
    write('src/models/user.ts', (text) =>
      text
        .replaceAll(/^import \{ (?:Post|Profile|Tag) \}.*\n/gm, '')
        .replaceAll(/ {2}@\w+\(\(\) => (?:Post|Profile|Tag),[\s\S]*?\n {2}\w.*;\n\n?/g, ''),
    );
    write('src/app.ts', (text) =>
      text.replaceAll(
        /^(?:import .*operations.*| {2}operations,| {2}sampleData: .*| {2}examples: .*)\n/gm,
        '',
      ),
    );
    const config = { extends: './tsconfig.json', include: ['src', 'test'] };
    writeFileSync(join(folder, 'tsconfig.left.json'), JSON.stringify(config));
    await runCommand(folder, 'npm run migration:create -- --name initial', {});
    await runCommand(folder, 'npx tsc --noEmit --project tsconfig.left.json', {});
    const { stdout } = await runCommand(folder, SUITES, env);
    expect(stdout).toContain('list users');
    expect(stdout).not.toContain('list posts');
  },
  TEN_MINUTES,
);

function withoutModels(text: string): string {
  return text
    .replaceAll(/^import \{ (?:Post|Profile|Tag) \}.*\n/gm, '')
    .replaceAll(/ ?\b(?:Post|Profile|Tag),/g, '')
    .replaceAll(/, Tag\b/g, '');
}

function write(path: string, change: (text: string) => string): void {
  const file = join(folder, path);
  writeFileSync(file, change(readFileSync(file, 'utf8')));
}
