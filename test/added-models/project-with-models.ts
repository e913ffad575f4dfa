import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { fencesOf, readText, ROOT } from '../docs/markdown.js';
import { runCommand } from '../docs/project-commands.js';

/** What is not the project's own, or nobody else's. */
const LEFT_OUT: ReadonlySet<string> = new Set(['.env', '.git', 'data', 'node_modules']);

/** What a developer runs once a model is there: the files that follow from the models. */
const COMMANDS = [
  'npm run migration:create -- --name add_models',
  'npm run print-schema',
  'npm run print-clients',
  'npm run print-access',
] as const;

/** The files of {@link copyWithModels} that are added under `src/models`, by name. */
const ADDED: Readonly<Record<string, () => string>> = {
  Comment: () =>
    fencesOf(readText('docs/adding-a-model.md')).find(({ text }) => text.includes('class Comment '))
      ?.text ?? '',
  Ticket: () =>
    readText('test/added-models/ticket.ts').replaceAll(
      `'../../packages/relata/test/blog/models/`,
      `'./`,
    ),
};

/** The packages of the project, but the engine is that of the copy. */
function linkPackages(folder: string): void {
  const home = join(folder, 'node_modules');
  mkdirSync(home);
  for (const name of readdirSync(join(ROOT, 'node_modules'))) {
    const from = name === 'relata' ? folder : ROOT;
    const target = name === 'relata' ? 'packages/relata' : `node_modules/${name}`;
    symlinkSync(join(from, target), join(home, name), 'junction');
  }
}

/**
 * Copies the project and adds models to the copy, with their migrations: the one of the guide, and one
 * that has what is hard.
 * @returns its folder, which is the caller's to remove
 */
export async function copyWithModels(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'relata-models-'));
  cpSync(ROOT, folder, {
    recursive: true,
    filter: (path) => relative(ROOT, path) !== basename(path) || !LEFT_OUT.has(basename(path)),
  });
  linkPackages(folder);
  const home = join(folder, 'src/models');
  let index = readFileSync(join(home, 'index.ts'), 'utf8');
  for (const [name, text] of Object.entries(ADDED)) {
    const file = name.toLowerCase();
    writeFileSync(join(home, `${file}.ts`), text());
    const registered = index.replace(/,?\s*\] as const/, `, ${name}] as const`);
    index = `import { ${name} } from './${file}.js';\n${registered}`;
  }
  writeFileSync(join(home, 'index.ts'), index);
  for (const command of COMMANDS) {
    await runCommand(folder, command, {});
  }
  return folder;
}
