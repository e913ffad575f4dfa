import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { copyWithModels } from '../added-models/project-with-models.js';
import { fencesOf, readText, ROOT } from './markdown.js';
import { runCommand } from './project-commands.js';

const COMMANDS = fencesOf(readText('docs/testing.md'))
  .filter(({ language, text }) => language === 'sh' && text.startsWith('npm run fuzz'))
  .flatMap(({ text }) => text.trim().split('\n'));

it.each(COMMANDS)(
  'docs/testing.md: %s asks for documents and finds no difference',
  async (command) => {
    const { stdout } = await runCommand(ROOT, command, {});
    expect(stdout).toContain('list posts');
    expect(stdout).toMatch(/No difference\.\n$/);
  },
);

it('docs/testing.md: the models that are tried are added to a copy of the project', async () => {
  const folder = await copyWithModels();
  try {
    const schema = readFileSync(join(folder, 'schema.graphql'), 'utf8');
    expect(schema).toContain('type Comment implements Node');
    expect(schema).toContain('type Ticket implements Node');
    const { stdout } = await runCommand(folder, 'npm run migration:check', {});
    expect(stdout).toContain('lead to the models');
    const config = { extends: './tsconfig.json', include: [], files: ['src/models/index.ts'] };
    writeFileSync(join(folder, 'tsconfig.models.json'), JSON.stringify(config));
    await runCommand(folder, 'npx tsc --noEmit --project tsconfig.models.json', {});
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
