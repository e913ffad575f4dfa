// The rooms of the engine and of the application, and who may import whom: an arrow is allowed in the direction the rooms
// are listed below, never back. `import type` counts like any other import.

/** From left to right: a room imports itself and what stands in `may`, nothing else of the house. */
const ROOMS = {
  text: [],
  cache: [],
  cancellation: ['cache'],
  kinds: ['text', 'cache'],
  model: ['kinds', 'text', 'cache'],
  filter: ['model', 'kinds', 'text', 'cache'],
  cursor: ['filter'],
  access: ['filter', 'model', 'kinds', 'cache'],
  database: ['cursor', 'model', 'kinds', 'text', 'cache', 'cancellation'],
  request: ['access', 'database', 'model', 'kinds', 'cache', 'cancellation'],
  pruning: ['request', 'database'],
  reading: [
    'request',
    'access',
    'database',
    'cursor',
    'filter',
    'model',
    'kinds',
    'text',
    'cache',
    'cancellation',
  ],
  writing: [
    'pruning',
    'reading',
    'request',
    'access',
    'database',
    'filter',
    'model',
    'kinds',
    'text',
    'cache',
  ],
  auth: [
    'writing',
    'pruning',
    'reading',
    'request',
    'access',
    'database',
    'model',
    'kinds',
    'text',
    'cache',
  ],
  schema: ['writing', 'reading', 'request', 'access', 'filter', 'model', 'kinds', 'text', 'cache'],
  server: [
    'schema',
    'writing',
    'reading',
    'request',
    'access',
    'database',
    'model',
    'kinds',
    'text',
    'cache',
    'cancellation',
  ],
};

/** The rooms within `writing`, likewise; what a write comes to, and what is wrong with it, stands beside them. */
const WRITING_GROUND = '^packages/relata/src/writing/(outcome|user-error|mutation-run)\\.ts$';
const WRITING_ROOMS = {
  input: [],
  invariants: [],
  rows: ['input'],
  unit: ['input', 'invariants'],
  checks: ['rows', 'unit', 'input'],
  nested: ['checks', 'rows', 'unit', 'input'],
  trees: ['unit', 'input'],
  violations: ['trees', 'input'],
  'dry-run': ['rows', 'unit'],
  change: ['violations', 'nested', 'checks', 'dry-run', 'rows', 'unit', 'invariants', 'input'],
  document: ['change', 'trees', 'violations', 'dry-run', 'rows', 'invariants', 'input'],
  'hand-written': [
    'document',
    'change',
    'violations',
    'checks',
    'rows',
    'unit',
    'invariants',
    'input',
  ],
};

/** What every room may import: the error tree and the settings, which import nothing. */
const GROUND = '^packages/relata/src/((errors|plural|addresses|class)\\.ts$|settings(\\.ts$|/))';

/** The doors of the engine: what the application imports by the names in its `exports`. */
const DOORS = '^packages/relata/src/((index|serve|node-version)\\.ts$|(doors|cli)/)';

/** The rooms of the application, likewise. */
const APPLICATION = {
  models: [],
  operations: ['models'],
  invariants: [],
  'sample-data': ['models'],
};

const rules = (folder, rooms, { others, ground = GROUND }) =>
  Object.entries(rooms).map(([room, may]) => ({
    name: `${folder}/${room}-imports-only-to-its-right`,
    comment: `${folder}/${room} may import ${[...may, ...others].join(', ')}`,
    severity: 'error',
    from: { path: `^${folder}/${room}/` },
    to: { path: `^${folder}/`, pathNot: [ground, `^${folder}/(${[room, ...may].join('|')})/`] },
  }));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...rules('packages/relata/src', ROOMS, { others: ['errors, settings'] }),
    ...rules('packages/relata/src/writing', WRITING_ROOMS, {
      others: ['outcome, user-error, mutation-run'],
      ground: WRITING_GROUND,
    }),
    ...rules('src', APPLICATION, { others: ['relata'] }),
    {
      name: 'application-comes-by-the-doors',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^packages/', pathNot: DOORS },
    },
    {
      name: 'engine-knows-no-application',
      severity: 'error',
      from: { path: '^packages/' },
      to: { path: '^(src|migrations|test|bench|clients)/' },
    },
    {
      name: 'ground-imports-nothing',
      comment: 'errors.ts and the settings stand at the far right',
      severity: 'error',
      from: { path: GROUND },
      to: { path: '^packages/', pathNot: GROUND },
    },
    {
      name: 'nobody-imports-the-entry',
      comment: 'Commands are started, not imported',
      severity: 'error',
      from: { path: '^packages/relata/src/', pathNot: '^packages/relata/src/cli/' },
      to: { path: '^packages/relata/src/cli/' },
    },
    {
      name: 'only-entries-import-the-app',
      severity: 'error',
      from: {
        path: '^packages/relata/src/',
        pathNot: '^packages/relata/src/((serve|create-app)\\.ts$|(cli|doors|testing)/)',
      },
      to: { path: '^packages/relata/src/(create-app|assemble)\\.ts$' },
    },
    {
      name: 'testing-is-for-tests',
      severity: 'error',
      from: { path: '^packages/relata/src/', pathNot: '^packages/relata/src/(testing|doors)/' },
      to: { path: '^packages/relata/src/testing/' },
    },
    {
      name: 'no-cycles',
      comment:
        'Models refer to each other in thunks. A filter nests rows within rows, so the files that ' +
        'plan or write a row and a connection, and those that translate a condition and a masked column, ' +
        'call each other by nature; each pair stays within its folder.',
      severity: 'error',
      from: {
        path: '^(src|packages/relata/src)/',
        pathNot: '^(src/models|packages/relata/src/reading/(plan|sql|compiled))/',
      },
      to: { circular: true },
    },
    ...[
      'src/models',
      'packages/relata/src/reading/plan',
      'packages/relata/src/reading/sql',
      'packages/relata/src/reading/compiled',
    ].map((folder) => ({
      name: `no-cycles-out-of-${folder.replaceAll('/', '-')}`,
      severity: 'error',
      from: { path: `^${folder}/` },
      to: { circular: true, via: { pathNot: `^${folder}/` } },
    })),
    {
      name: 'no-development-packages',
      comment: 'What src imports is installed with `npm ci --omit=dev`',
      severity: 'error',
      from: { path: '^(src|packages)/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-unlisted-packages',
      severity: 'error',
      from: { path: '^(src|packages)/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'unknown', 'undetermined'] },
    },
    {
      name: 'no-tests-in-source',
      severity: 'error',
      from: { path: '^(src|packages/relata/src)/' },
      to: { path: '^((packages/relata/)?test|bench)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // Imports of types only are arrows too.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.json'],
    },
  },
};
