// The rooms of the house, and who may import whom: an arrow is allowed in the direction the rooms
// are listed below, never back. `import type` counts like any other import.

/** From left to right: a room imports itself and what stands in `may`, nothing else of the house. */
const ROOMS = {
  text: [],
  cache: [],
  cancellation: ['cache'],
  model: ['text', 'cache'],
  filter: ['model', 'text', 'cache'],
  cursor: ['filter'],
  access: ['filter', 'model', 'cache'],
  database: ['cursor', 'model', 'text', 'cache', 'cancellation'],
  request: ['access', 'database', 'model', 'cache', 'cancellation'],
  pruning: ['request', 'database'],
  reading: [
    'request',
    'access',
    'database',
    'cursor',
    'filter',
    'model',
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
    'text',
    'cache',
  ],
  schema: ['writing', 'reading', 'request', 'access', 'filter', 'model', 'text', 'cache'],
  server: [
    'schema',
    'writing',
    'reading',
    'request',
    'access',
    'database',
    'model',
    'cache',
    'cancellation',
  ],
  // The application.
  models: ['auth', 'model', 'text', 'cache'],
  operations: ['models', 'writing', 'reading', 'request', 'access', 'model'],
  invariants: ['reading', 'database', 'model'],
  'sample-data': ['models', 'request', 'database', 'model', 'text'],
};

/** Single files that a room may import beyond that. */
const DOORS = {
  // The words of a policy; how it is enforced is none of a model's business.
  models: ['^src/access/(access|rules)\\.ts$'],
  'sample-data': ['^src/application\\.ts$'],
};

/** What every room may import: the error tree and the settings, which import nothing. */
const GROUND = '^src/((errors|plural|addresses|class)\\.ts$|settings(\\.ts$|/))';

const rooms = Object.entries(ROOMS).map(([room, may]) => ({
  name: `${room}-imports-only-to-its-right`,
  comment: `src/${room} may import ${[...may, 'errors, settings'].join(', ')}`,
  severity: 'error',
  from: { path: `^src/${room}/` },
  to: {
    path: '^src/',
    pathNot: [GROUND, `^src/(${[room, ...may].join('|')})/`, ...(DOORS[room] ?? [])],
  },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...rooms,
    {
      name: 'ground-imports-nothing',
      comment: 'errors.ts and the settings stand at the far right',
      severity: 'error',
      from: { path: GROUND },
      to: { path: '^src/', pathNot: GROUND },
    },
    {
      name: 'nobody-imports-the-entry',
      comment: 'main.ts and the commands are started, not imported',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/cli/' },
      to: { path: '^src/(main\\.ts$|cli/)' },
    },
    {
      name: 'only-entries-import-the-app',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/((main|serve|create-app)\\.ts$|cli/)' },
      to: { path: '^src/(app|create-app|assemble)\\.ts$' },
    },
    {
      name: 'no-cycles',
      comment:
        'Models refer to each other in thunks. A filter nests rows within rows, so the files that ' +
        'plan or write a row and a connection, and those that translate a condition and a masked column, ' +
        'call each other by nature; each pair stays within its folder.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(models|reading/plan|reading/sql|reading/compiled)/' },
      to: { circular: true },
    },
    ...['models', 'reading/plan', 'reading/sql', 'reading/compiled'].map((folder) => ({
      name: `no-cycles-out-of-${folder.replace('/', '-')}`,
      severity: 'error',
      from: { path: `^src/${folder}/` },
      to: { circular: true, via: { pathNot: `^src/${folder}/` } },
    })),
    {
      name: 'no-development-packages',
      comment: 'What src imports is installed with `npm ci --omit=dev`',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-unlisted-packages',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'unknown', 'undetermined'] },
    },
    {
      name: 'no-tests-in-source',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(test|bench)/' },
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
