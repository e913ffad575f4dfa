import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';

const PACKAGE = resolve(import.meta.dirname, '../..');
/** Beside the models that examples speak of. */
const EXAMPLES = join(PACKAGE, 'test/blog');

/** What examples serve. */
const APPLICATION = ['app', `export { blog as application } from './blog.js';`] as const;

/** What examples take from elsewhere without saying so. */
const IMPORTS: Readonly<Record<string, readonly string[]>> = {
  '@mikro-orm/core': ['Collection', 'Opt', 'Ref'],
  '@mikro-orm/decorators/legacy': ['Property'],
  '@mikro-orm/migrations': ['Migration'],
  'graphql-scalars': ['GraphQLDateTime', 'GraphQLIPv4', 'GraphQLMAC'],
  kysely: ['sql'],
  'node:http': ['createServer', 'Server'],
  'type-graphql': [
    'Arg',
    'Ctx',
    'Field',
    'ObjectType',
    'ID',
    'Int',
    'Mutation',
    'Query',
    'registerEnumType',
    'Resolver',
  ],
  './app.js': ['application'],
  './models/index.js': ['Post', 'Tag', 'User'],
};

/** Something that a door of the package exports. */
interface Exported {
  readonly door: string;
  readonly name: string;
  readonly examples: readonly string[];
}

const { exports: doors } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')) as {
  readonly exports: Readonly<Record<string, string>>;
};
const DOORS = Object.entries(doors)
  .filter(([door, file]) => file.endsWith('.ts') && !door.includes('*'))
  .map(([door, file]) => ({ door: door.replace('.', 'relata'), file: join(PACKAGE, file) }));

const parsed = ts.parseJsonConfigFileContent(
  ts.readConfigFile(resolve(PACKAGE, '../../tsconfig.json'), ts.sys.readFile.bind(ts.sys)).config,
  ts.sys,
  resolve(PACKAGE, '../..'),
);
const OPTIONS: ts.CompilerOptions = { ...parsed.options, noEmit: true, noUnusedLocals: false };

function exportsOfDoors(): readonly Exported[] {
  const program = ts.createProgram(
    DOORS.map(({ file }) => file),
    OPTIONS,
  );
  const checker = program.getTypeChecker();
  return DOORS.flatMap(({ door, file }) => {
    const source = program.getSourceFile(file);
    const module = source && checker.getSymbolAtLocation(source);
    return (module === undefined ? [] : checker.getExportsOfModule(module)).map((symbol) => {
      const isAlias = (symbol.flags & ts.SymbolFlags.Alias) !== 0;
      const [declaration] =
        (isAlias ? checker.getAliasedSymbol(symbol) : symbol).declarations ?? [];
      const examples = declaration === undefined ? [] : examplesOf(declaration);
      return { door, name: symbol.name, examples };
    });
  });
}

/** The examples of a declaration. As text: TypeScript takes a decorator in one for a tag. */
function examplesOf(declaration: ts.Node): readonly string[] {
  const statement = ts.findAncestor(declaration, (node) => ts.isSourceFile(node.parent));
  const text = declaration.getSourceFile().text;
  const comments = ts.getLeadingCommentRanges(text, statement?.getFullStart() ?? 0) ?? [];
  const comment = comments.findLast(({ pos }) => text.startsWith('/**', pos));
  const lines = text
    .slice(comment?.pos, comment?.end)
    .replace(/\s*\*\/$/, '')
    .replaceAll(/^ \* ?/gm, '');
  return lines
    .split(/^@example\n/m)
    .slice(1)
    .map((example) => example.split(/^@(?:param|returns|throws|public)\b/m)[0] ?? '');
}

/** An example as a module of an application: with what it uses and does not declare. */
function moduleOf(example: string, exported: readonly Exported[]): string {
  const sources = new Map<string, string>([
    ...exported.map(({ door, name }) => [name, door] as const),
    ...Object.entries(IMPORTS).flatMap(([from, names]) =>
      names.map((name) => [name, from] as const),
    ),
  ]);
  const declared = [...example.matchAll(/\b(?:const|class|enum|interface) \{? ?(\w+)/g)].map(
    ([, name = '']) => name,
  );
  const used = new Set(example.match(/\b\w+\b/g));
  const imports = [...sources]
    .filter(([name]) => used.has(name) && !declared.includes(name))
    .map(([name, from]) =>
      `import { type ${name} as ${name} } from '${from}';`.replace('type ', ''),
    );
  return `${imports.join('\n')}\n${example}\nexport {};\n`;
}

/** What the compiler says of some modules, by their names. */
function compile(modules: ReadonlyMap<string, string>): readonly string[] {
  const files = new Map(
    [...modules, APPLICATION].map(([name, text]) => [join(EXAMPLES, `${name}.ts`), text]),
  );
  // Types are imported like values here.
  const options = { ...OPTIONS, verbatimModuleSyntax: false, isolatedModules: false };
  const host = ts.createCompilerHost(options);
  const read = (path: string) => files.get(path) ?? host.readFile(path);
  const program = ts.createProgram([...files.keys()], options, {
    ...host,
    fileExists: (path) => files.has(path) || host.fileExists(path),
    readFile: read,
    getSourceFile: (path, target) => {
      const text = read(path);
      return text === undefined ? undefined : ts.createSourceFile(path, text, target);
    },
  });
  return [...files].flatMap(([path, text]) => {
    const source = program.getSourceFile(path);
    return [
      ...program.getSyntacticDiagnostics(source),
      ...program.getSemanticDiagnostics(source),
    ].map(({ messageText }) => `${ts.flattenDiagnosticMessageText(messageText, '\n')}\n${text}`);
  });
}

describe('what the doors of the package export', () => {
  const exported = exportsOfDoors();

  it('has an example, each of it', () => {
    expect(exported.length).toBeGreaterThan(50);
    const without = exported.filter(({ examples }) => examples.length === 0);
    expect(without.map(({ door, name }) => `${door}: ${name}`)).toEqual([]);
  });

  it('has examples that compile', () => {
    const modules = exported.flatMap(({ name, examples }) =>
      examples.map(
        (example, index) =>
          [`example-of-${name}-${String(index)}`, moduleOf(example, exported)] as const,
      ),
    );
    expect(compile(new Map(modules))).toEqual([]);
  });

  it('would be told of one that does not compile', () => {
    expect(compile(new Map([['wrong', moduleOf('const rule = can(7);', exported)]]))).toEqual([
      expect.stringContaining("'number' is not assignable"),
    ]);
  });
});
