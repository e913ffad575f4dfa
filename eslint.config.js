import { builtinModules } from 'node:module';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** House rules that no published plugin at hand has. */
const house = {
  rules: {
    'file-name': {
      create: (context) => ({
        Program(node) {
          const name = context.filename.split(/[/\\]/).at(-1);
          if (!/^\.?[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)*$/.test(name)) {
            context.report({ node, message: `Name the file in kebab-case, not ${name}` });
          }
        },
      }),
    },
    'documented-export': {
      create: (context) => ({
        'ExportNamedDeclaration[declaration]'(node) {
          // Overloads and decorated classes have their comment above the first line.
          const first = node.declaration.decorators?.[0] ?? node;
          const start = first.range[0] < node.range[0] ? first : node;
          const comments = context.sourceCode.getCommentsBefore(start);
          if (!comments.some(({ type, value }) => type === 'Block' && value.startsWith('*'))) {
            context.report({ node, message: 'Say in a TSDoc comment what this export promises' });
          }
        },
      }),
    },
  },
};

const NO_BARREL =
  'Import from the file that declares it: only models/index.ts and the doors of the engine are barrels';

/** What the house rules forbid and a syntax selector can find; see the style guide. */
const RESTRICTED_SYNTAX = [
  { selector: 'ExportDefaultDeclaration', message: 'Export it by name' },
  {
    selector:
      'PropertyDefinition[accessibility="private"], MethodDefinition[accessibility="private"][kind!="constructor"]',
    message: 'Make it #private',
  },
  {
    selector: 'TSParameterProperty',
    message: 'Declare the field, and assign it in the constructor',
  },
  {
    // Callbacks and resolvers have the signature that whoever calls them wants.
    selector: [
      'FunctionDeclaration',
      'TSDeclareFunction',
      'MethodDefinition > FunctionExpression',
      'VariableDeclarator > :function',
      'PropertyDefinition > :function',
      'TSMethodSignature',
    ]
      .map((place) => `${place}[params.length>3]`)
      .join(', '),
    message: 'Take at most three parameters, else an options object',
  },
];

const BARRELS = [
  { selector: 'ExportAllDeclaration[exportKind="value"]', message: NO_BARREL },
  { selector: 'ExportNamedDeclaration[source][exportKind="value"]', message: NO_BARREL },
];

/** What is forbidden in the product and all right in a test. */
const RESTRICTED_IN_SOURCE = [
  {
    selector: 'ThrowStatement > NewExpression[callee.name="Error"]',
    message: 'Throw an error of packages/relata/src/errors.ts',
  },
  {
    selector:
      'Program > VariableDeclaration[kind="let"], Program > ExportNamedDeclaration > VariableDeclaration[kind="let"]',
    message: 'A module has no mutable state, but for documented WeakMap memos',
  },
];

const NAMING = [
  { selector: 'default', format: ['camelCase'], leadingUnderscore: 'allow' },
  { selector: 'import', format: null },
  // PascalCase: classes and GraphQL types that are made at run time.
  { selector: 'variable', format: ['camelCase'], leadingUnderscore: 'allow' },
  {
    selector: 'variable',
    modifiers: ['const'],
    format: ['camelCase', 'UPPER_CASE', 'PascalCase'],
    leadingUnderscore: 'allow',
  },
  // PascalCase: decorators, mixins and components.
  { selector: 'function', format: ['camelCase', 'PascalCase'] },
  // Names of columns, headers, settings and error codes are somebody else's.
  { selector: ['objectLiteralProperty', 'objectLiteralMethod', 'typeProperty'], format: null },
  { selector: 'classProperty', modifiers: ['static'], format: ['camelCase', 'UPPER_CASE'] },
  { selector: 'enumMember', format: ['UPPER_CASE'] },
  {
    selector: 'typeLike',
    format: ['PascalCase'],
    custom: { regex: '^I[A-Z][a-z]|(Manager|Helper|Utils?|Service)$', match: false },
  },
];

export default defineConfig(
  globalIgnores([
    'node_modules/',
    'data/',
    'packages/*/build/',
    '.cache/',
    'coverage/',
    'packages/relata/playground/',
  ]),
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error', reportUnusedInlineConfigs: 'error' },
    plugins: { house },
    rules: {
      '@typescript-eslint/consistent-type-exports': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/naming-convention': ['error', ...NAMING],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-shadow': 'error',
      '@typescript-eslint/prefer-readonly': 'error',
      '@typescript-eslint/strict-boolean-expressions': [
        'error',
        { allowString: false, allowNumber: false },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-constant-binary-expression': 'error',
      'no-control-regex': 'error',
      'no-empty': 'error',
      'no-param-reassign': 'error',
      'no-self-compare': 'error',
      'no-template-curly-in-string': 'error',
      'no-unmodified-loop-condition': 'error',
      'no-unreachable-loop': 'error',
      'no-unsafe-finally': 'error',
      'no-useless-escape': 'error',
      'no-warning-comments': 'error',
      'object-shorthand': 'error',
      'prefer-const': 'error',
      'prefer-template': 'error',
      'no-restricted-imports': [
        'error',
        { paths: builtinModules.map((name) => ({ name, message: `Import it as node:${name}` })) },
      ],
      'no-restricted-syntax': ['error', ...RESTRICTED_SYNTAX, ...BARRELS],
      'max-lines': ['error', 400],
      'house/file-name': 'error',
    },
  },
  {
    files: ['src/**', 'packages/*/src/**'],
    rules: {
      // A `default` would take in, without a word, whatever member comes later.
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: false, allowDefaultCaseForExhaustiveSwitch: false },
      ],
      'no-restricted-syntax': ['error', ...RESTRICTED_SYNTAX, ...BARRELS, ...RESTRICTED_IN_SOURCE],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      'house/documented-export': 'error',
      'no-console': 'error',
    },
  },
  {
    // Doors hand on what others declare.
    files: [
      'src/models/index.ts',
      'packages/relata/src/index.ts',
      'packages/relata/src/doors/*.ts',
    ],
    rules: { 'no-restricted-syntax': ['error', ...RESTRICTED_SYNTAX, ...RESTRICTED_IN_SOURCE] },
  },
  {
    // Written by `npm run migration:create`.
    files: ['**/migrations/*/Migration*.ts'],
    extends: [tseslint.configs.disableTypeChecked],
    rules: {
      '@typescript-eslint/naming-convention': 'off',
      'max-lines': 'off',
      'house/file-name': 'off',
    },
  },
  {
    // Their tools read the default export.
    files: [
      '**/*.config.{js,ts}',
      'clients/*.config.ts',
      'packages/relata/src/testing/global-*.js',
      'packages/relata/jest-preset.js',
    ],
    rules: { 'no-restricted-syntax': ['error', ...RESTRICTED_SYNTAX.slice(1), ...BARRELS] },
  },
  {
    files: ['**/*.{js,cjs,mjs}'],
    extends: [tseslint.configs.disableTypeChecked],
    rules: { '@typescript-eslint/explicit-module-boundary-types': 'off' },
  },
);
