import { VARIABLES } from '../../packages/relata/src/settings/variables.js';
import { MADE_BY_READER } from './made-by-reader.js';
import { anchorsOf, documentationFiles, readText, ROOT } from './markdown.js';
import { COMMANDS, scriptsOf } from './project-commands.js';
import { identifiersOf, missingFiles, projectFiles, wordsOfCode } from './references.js';

const FILES = projectFiles();
const CODE = FILES.filter((file) =>
  /^(?:src|clients|bench|packages\/[\w-]+\/(?!test\/)).*\.(?:[jt]s|tsx)$/.test(file),
);
const MARKDOWN = [...documentationFiles(), 'CHANGELOG.md'];

/** Files that the reader of a guide makes, that a build makes, or that are in a package. */
const MADE_ELSEWHERE: ReadonlySet<string> = new Set([
  ...MADE_BY_READER,
  ...['./author-stat.js', './comment.js', './rename-tag.js', './topics.js'],
  ...['as-editor.ts', 'relay.config.json'],
  // Names of Monaco's colours.
  ...['string.key.json', 'string.value.json'],
  ...['page.js', '/page.js', 'manifest.json'],
  ...['./graphql.worker.js', './json.worker.js', './editor.worker.js'],
  'monaco-editor/esm/vs/editor/editor.worker.js',
  'monaco-editor/esm/vs/language/json/json.worker.js',
  'monaco-graphql/esm/graphql.worker.js',
  ...['common/tsconfig.json', 'blog/package.json', 'empty/package.json'],
  'pg-symlinks.json',
]);

const SETTINGS: ReadonlySet<string> = new Set(
  Object.values(VARIABLES).flatMap((group) =>
    Object.values<{ readonly name: string }>(group).map(({ name }) => name),
  ),
);
/** `LIMIT_`, `HTTP_`: what begins like a setting is one, or a name in code. */
const FAMILIES: ReadonlySet<string> = new Set(
  [...SETTINGS].map((name) => `${name.split('_')[0] ?? ''}_`),
);
/** Codes of SQLite, with the extended ones: `SQLITE_CONSTRAINT_UNIQUE`. */
const SQLITE_CODE =
  /^SQLITE_(?:BUSY|CANTOPEN|CONSTRAINT|CORRUPT|ERROR|FULL|INTERRUPT|IOERR|LOCKED|NOMEM|NOTADB|PROTOCOL|READONLY)(?:_[A-Z]+)?$/;
const NAMES: ReadonlySet<string> = new Set([
  ...CODE.flatMap((file) => [...identifiersOf(readText(file))]),
]);
const SCRIPTS: ReadonlySet<string> = new Set(Object.keys(scriptsOf(ROOT)));

/** What there is to follow in a text, and is not there. */
function broken(text: string): readonly string[] {
  return [
    ...missingFiles(text, FILES).filter((name) => !MADE_ELSEWHERE.has(name)),
    ...all(text, /([\w./-]+\.md)#([\w-]+)/g).filter((link) => {
      const [path = '', anchor = ''] = link.replace(/^(?:\.{1,2}\/)+/, '').split('#');
      const target = FILES.find((file) => file === path || file.endsWith(`/${path}`));
      return target === undefined || !anchorsOf(readText(target)).has(anchor);
    }),
    ...all(text, /\bdecision \d{4}\b/g).filter((words) => {
      const number = words.slice('decision '.length);
      return !FILES.some((file) => file.startsWith(`docs/decisions/${number}-`));
    }),
    ...all(text, /\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/g).filter(
      (name) =>
        FAMILIES.has(`${name.split('_')[0] ?? ''}_`) &&
        !SETTINGS.has(name) &&
        !NAMES.has(name) &&
        !SQLITE_CODE.test(name),
    ),
    ...all(text, /\bnpm run [\w:-]+/g).filter((words) => !SCRIPTS.has(words.slice(8))),
    ...all(text, /\bnpx [\w-]+/g).filter((words) => !COMMANDS.includes(words.slice(4))),
  ];
}

function all(text: string, pattern: RegExp): readonly string[] {
  return [...new Set([...text.matchAll(pattern)].map(([words]) => words))];
}

it.each(MARKDOWN)('%s refers to what is there', (file) => {
  expect(broken(readText(file))).toEqual([]);
});

it('comments and messages of code refer to what is there', () => {
  const found = CODE.map((file) => [file, broken(wordsOfCode(readText(file)))] as const);
  expect(found.filter(([, references]) => references.length > 0)).toEqual([]);
});

it('finds what is not there', () => {
  const code = `
    import { a } from './nowhere.js';
    /** See docs/nowhere.md and docs/operations.md#nothing, decision 9999. */
    const LIMIT = 'LIMIT_NOTHING'; // as conditions.ts says
    throw new TypeError(\`\${a} needs npm run nothing, npx nothing, docs/operations.md#limits, LIMIT_COST\`);
  `;
  expect(broken(wordsOfCode(code))).toEqual([
    'docs/nowhere.md',
    'conditions.ts',
    'docs/operations.md#nothing',
    'decision 9999',
    'LIMIT_NOTHING',
    'npm run nothing',
    'npx nothing',
  ]);
});
