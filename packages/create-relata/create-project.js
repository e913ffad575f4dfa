import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { basename, join, resolve } from 'node:path';

/** What an application can begin with; the first is what it begins with where nothing is said. */
export const TEMPLATES = ['blog', 'empty'];

/** What it can keep its rows in, likewise. */
export const DATABASES = ['sqlite', 'postgresql'];

/** Made by build.js. */
const TEMPLATE_FOLDER = join(import.meta.dirname, 'template');

/** Packing drops files of these names: they travel under others. */
const RENAMED = { _gitignore: '.gitignore', _npmrc: '.npmrc', '_env.example': '.env.example' };

/**
 * Writes an application into a folder that is new or empty.
 * @param options.folder - its name is the name of the application
 * @param options.versions - of packages, in the place of the newest; `undefined` is none
 * @returns `folder`, absolute; `name`; `steps`, commands that come before `npm start`
 * @throws Error saying what is wrong with what was given; nothing is written then
 */
export function createProject({ folder, template, db, versions = {} }) {
  demandOneOf('--template', template, TEMPLATES);
  demandOneOf('--db', db, DATABASES);
  const target = resolve(folder);
  const name = basename(target);
  if (!/^[a-z0-9][a-z0-9._-]{0,213}$/.test(name)) {
    throw new Error(`${name} cannot be the name of a package: use small letters, digits, - and _`);
  }
  if (existsSync(target) && readdirSync(target).length > 0) {
    throw new Error(`${target} is not empty, and was left as it is`);
  }
  mkdirSync(target, { recursive: true });
  for (const part of ['common', template]) {
    cpSync(join(TEMPLATE_FOLDER, part), target, { recursive: true });
  }
  for (const [from, to] of Object.entries(RENAMED)) {
    renameSync(join(target, from), join(target, to));
  }
  namePackage(join(target, 'package.json'), name, versions);
  return { folder: target, name, steps: db === 'postgresql' ? usePostgres(target, name) : [] };
}

function demandOneOf(option, value, known) {
  if (!known.includes(value)) {
    throw new Error(`${option} is ${known.join(' or ')}, not ${value}`);
  }
}

function namePackage(path, name, versions) {
  const manifest = { ...JSON.parse(readFileSync(path, 'utf8')), name };
  for (const group of [manifest.dependencies, manifest.devDependencies]) {
    for (const [dependency, version] of Object.entries(versions)) {
      if (version !== undefined && dependency in group) {
        group[dependency] = version;
      }
    }
  }
  writeFileSync(path, `${JSON.stringify(manifest, null, 2)}\n`);
}

/** Has the application look for a database of its name on this machine. */
function usePostgres(folder, name) {
  const database = name.replaceAll(/[^a-z0-9]+/g, '_');
  writeFileSync(
    join(folder, '.env'),
    `DATABASE_URL=postgres://postgres:postgres@localhost:5432/${database}\n`,
  );
  return [
    `createdb ${database}    (or let DATABASE_URL in .env name another database)`,
    'npx mikro-orm migration:up',
  ];
}
