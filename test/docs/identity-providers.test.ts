import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fencesOf, readText } from './markdown.js';
import { copyProject } from './project-copy.js';
import { runCommand } from './project-commands.js';

it('the examples of other identity providers compile', async () => {
  const folder = copyProject();
  try {
    const examples = fencesOf(readText('docs/identity-providers.md')).filter(
      ({ language }) => language === 'ts',
    );
    expect(examples).toHaveLength(2);
    const files = examples.map(({ text }, index) => {
      const file = `src/example-${String(index)}.ts`;
      writeFileSync(join(folder, file), text);
      return file;
    });
    writeFileSync(
      join(folder, 'tsconfig.examples.json'),
      JSON.stringify({ extends: './tsconfig.json', include: [], files }),
    );
    await runCommand(folder, 'npx tsc --noEmit --project tsconfig.examples.json', {});
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
