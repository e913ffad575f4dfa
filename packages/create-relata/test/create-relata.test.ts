import { execFile, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const PACKAGE = resolve(import.meta.dirname, '..');

/** What the tests of an application and their types are made of. */
const USED_BY_TESTS = [
  '@swc/jest',
  '@types/jest',
  'fast-check',
  'jest',
  'relata-node',
  'typescript',
];

let home: string;
beforeAll(async () => {
  await promisify(execFile)(process.execPath, [join(PACKAGE, 'build.js')]);
}, 60_000);
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'create-relata-'));
});
afterEach(() => {
  rmSync(home, { recursive: true });
});

/** Runs what is packed, without installing anything. */
function create(...args: readonly string[]) {
  const command = [join(PACKAGE, 'build/index.js'), ...args, '--no-install'];
  return spawnSync(process.execPath, command, { cwd: home, encoding: 'utf8' });
}

const read = (path: string): string => readFileSync(join(home, path), 'utf8');
const manifestOf = (folder: string) =>
  JSON.parse(read(`${folder}/package.json`)) as {
    readonly name: string;
    readonly scripts: Readonly<Record<string, string>>;
    readonly dependencies: Readonly<Record<string, string>>;
    readonly devDependencies: Readonly<Record<string, string>>;
  };

it('makes the application of this repository, under the name of its folder', () => {
  const { status, stdout } = create('my-api');
  expect(status).toBe(0);
  expect(stdout).toMatch(/Go on with:\n {2}cd my-api\n {2}npm install\n {2}npm start\n$/);
  const { name, scripts, dependencies, devDependencies } = manifestOf('my-api');
  expect(name).toBe('my-api');
  expect(scripts).toMatchObject({ start: 'relata start', dev: 'relata dev' });
  expect(dependencies['relata']).toBe(
    (
      JSON.parse(readFileSync(join(PACKAGE, '../relata/package.json'), 'utf8')) as {
        version: string;
      }
    ).version,
  );
  expect(Object.keys(devDependencies)).toEqual(expect.arrayContaining(USED_BY_TESTS));
  const repository = resolve(PACKAGE, '../..');
  for (const path of ['src/app.ts', 'src/models/user.ts', 'mikro-orm.config.ts']) {
    expect(read(`my-api/${path}`)).toBe(readFileSync(join(repository, path), 'utf8'));
  }
  expect(readdirSync(join(home, 'my-api'))).toEqual(
    expect.arrayContaining(['.env.example', '.gitignore', '.npmrc', 'README.md', 'tsconfig.json']),
  );
  expect(readdirSync(join(home, 'my-api')).filter((path) => path.startsWith('_'))).toEqual([]);
  expect(read('my-api/.gitignore')).toContain('node_modules/');
});

it('makes one model, with nothing that only a blog needs', () => {
  expect(create('notes', '--template', 'empty').status).toBe(0);
  const { scripts, dependencies } = manifestOf('notes');
  expect(readdirSync(join(home, 'notes/src/models')).sort()).toEqual(['index.ts', 'note.ts']);
  expect(Object.keys(scripts)).not.toEqual(expect.arrayContaining(['seed', 'create-admin']));
  expect(dependencies).not.toHaveProperty(['cli-progress']);
  expect(readdirSync(join(home, 'notes/migrations')).sort()).toEqual(['postgresql', 'sqlite']);
});

it.each(['blog', 'empty'])('gives %s the schema and the migrations of its models', (template) => {
  create('my-api', '--template', template);
  const cwd = join(home, 'my-api');
  symlinkSync(resolve(PACKAGE, '../../node_modules'), join(cwd, 'node_modules'), 'junction');
  for (const args of [['print-schema', '--check'], ['migration:check']]) {
    const command = [join(PACKAGE, '../relata/bin/relata.js'), ...args];
    const { status, stderr } = spawnSync(process.execPath, command, { cwd, encoding: 'utf8' });
    expect({ args, status, stderr }).toEqual({ args, status: 0, stderr: '' });
  }
});

it('names a PostgreSQL database, and what comes before the start', () => {
  const { stdout } = create('my-api', '--db', 'postgresql');
  expect(read('my-api/.env')).toBe(
    'DATABASE_URL=postgres://postgres:postgres@localhost:5432/my_api\n',
  );
  expect(stdout).toMatch(/createdb my_api .*\n {2}npx mikro-orm migration:up\n {2}npm start\n$/);
  create('other');
  expect(existsSync(join(home, 'other/.env'))).toBe(false);
});

it('takes other versions of what is published', () => {
  create('my-api', '--relata', 'file:relata.tgz', '--relata-node', '9.9.9');
  const { dependencies, devDependencies } = manifestOf('my-api');
  expect([dependencies['relata'], devDependencies['relata-node']]).toEqual([
    'file:relata.tgz',
    '9.9.9',
  ]);
});

it.each([
  [['my-api', '--template', 'shop'], '--template is blog or empty, not shop'],
  [['my-api', '--db', 'mysql'], '--db is sqlite or postgresql, not mysql'],
  [['My API'], 'My API cannot be the name of a package'],
  [['.hidden'], '.hidden cannot be the name of a package'],
  [['my-api', '--speed'], "Unknown option '--speed'"],
])('refuses %j in one line, and writes nothing', (args, says) => {
  const { status, stderr } = create(...args);
  expect(status).toBe(1);
  expect(stderr).toContain(says);
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(readdirSync(home)).toEqual([]);
});

it('fills the folder it is called in', () => {
  home = join(home, 'my-api');
  mkdirSync(home);
  const { stdout } = create('.');
  expect(stdout).toMatch(/Go on with:\n {2}npm install\n {2}npm start\n$/);
  expect(manifestOf('.').name).toBe('my-api');
});

it('leaves a folder alone in which something is', () => {
  create('my-api');
  writeFileSync(join(home, 'my-api/src/app.ts'), 'mine');
  const { status, stderr } = create('my-api');
  expect(status).toBe(1);
  expect(stderr).toContain('is not empty, and was left as it is');
  expect(read('my-api/src/app.ts')).toBe('mine');
});

it('says how it is used', () => {
  expect(create('--help').stdout).toContain('npm create relata <folder>');
  expect(create('--help').status).toBe(0);
  for (const args of [[], ['one', 'two']]) {
    const { status, stdout } = create(...args);
    expect([status, stdout]).toEqual([1, expect.stringContaining('npm create relata <folder>')]);
  }
  expect(readdirSync(home)).toEqual([]);
});
