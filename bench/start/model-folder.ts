import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ENGINE_TESTS = fileURLToPath(new URL('../../packages/relata/test/', import.meta.url));
/** Models of tests: with every kind of column, and with every kind of key. */
const [KINDS, KEYS] = ['zoo', 'harbour'] as const;
/** What is no model in their folders. */
const OTHERS = ['zoo.ts', 'harbour.ts', 'rows.ts'];
const DECLARED = /^(?:@Model\(\{[^}]*?plural: '(\w+)'|(?:export )?(?:class|const|type) (\w+))/gm;
const LINK_TABLE = /through: '(\w+)'/g;
const MODEL = /^@Model\([\s\S]*?^export class (\w+)/gm;

/** A file of models, as it stands in the tests. */
interface Source {
  readonly name: string;
  readonly text: string;
}

/**
 * Writes files of models and an `app.ts` that serves them: copies of those of the tests, each with names of its own.
 * @param count - of models, at least
 * @returns how many there are
 */
export function writeModels(folder: string, count: number): number {
  const imports: string[] = [];
  const models: string[] = [];
  for (let copy = 1; models.length < count; copy += 1) {
    const missing = count - models.length;
    const sources = [KINDS, ...(missing < 12 ? [] : [KEYS])].flatMap(sourcesOf);
    const names = namesIn(sources);
    mkdirSync(join(folder, `copy${String(copy)}`), { recursive: true });
    for (const { name, text } of sources) {
      const own = [...text.matchAll(MODEL)].map(([, model = '']) => `${model}${String(copy)}`);
      writeFileSync(join(folder, `copy${String(copy)}`, name), renamed(text, names, copy));
      imports.push(
        `import { ${own.join(', ')} } from './copy${String(copy)}/${basename(name, '.ts')}.js';`,
      );
      models.push(...own);
    }
  }
  const text = `export const application = { models: [${models.join(', ')}] };`;
  writeFileSync(join(folder, 'app.ts'), `${imports.join('\n')}\n${text}\n`);
  return models.length;
}

function sourcesOf(folder: string): readonly Source[] {
  return readdirSync(join(ENGINE_TESTS, folder))
    .filter((name) => name.endsWith('.ts') && !OTHERS.includes(name))
    .map((name) => ({ name, text: withoutViewers(folder, name) }));
}

/** Viewers have keys of one kind: whose rows those of the other folder are nobody asks. */
function withoutViewers(folder: string, name: string): string {
  const text = readFileSync(join(ENGINE_TESTS, folder, name), 'utf8');
  return folder === KEYS ? text.replaceAll(/\bown\('\w+'\)/g, 'everyone') : text;
}

/** What must be called otherwise in each copy: classes, enums, scalars, plurals and link tables. */
function namesIn(sources: readonly Source[]): ReadonlySet<string> {
  const found = sources.flatMap(({ text }) => [
    ...[...text.matchAll(DECLARED)].map(([, plural, name]) => plural ?? name ?? ''),
    ...[...text.matchAll(LINK_TABLE)].map(([, table = '']) => table),
  ]);
  return new Set(found);
}

function renamed(text: string, names: ReadonlySet<string>, copy: number): string {
  return text.replaceAll(/\w+/g, (word) => (names.has(word) ? `${word}${String(copy)}` : word));
}
