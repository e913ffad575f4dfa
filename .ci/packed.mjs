// What somebody does who has never seen this repository: an application is created from packed packages in an empty
// folder, started, given one more model, tested, brought to another version of the engine, and made ready for
// production. `node .ci/packed.mjs` needs the registry of npm.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const REPOSITORY = resolve(import.meta.dirname, '..');
const READY_MS = 60_000;
const MAX_MEGABYTES = 150;

const work = mkdtempSync(join(tmpdir(), 'relata-packed-'));
const tarballs = join(work, 'tarballs');
mkdirSync(tarballs);
/** The Node that packages bring, beside the one this machine has. */
const broughtNode = dirname(realpathSync(join(REPOSITORY, 'node_modules/.bin/node')));
const ownNode = dirname(process.execPath);

try {
  const packages = pack();
  for (const [name, tarball] of Object.entries(packages)) {
    checkContents(name, tarball);
  }
  const blog = create({ name: 'my-api', node: ownNode, packages });
  await start(blog, async (url) => {
    await ask(url, '{ posts(first: 3) { totalCount nodes { title author { username } } } }');
    await openPlayground(url);
  });
  addModel(blog);
  await start(blog, (url) => ask(url, '{ comments { totalCount } }'));
  run(blog, 'npm', ['run', 'typecheck']);
  run(blog, 'npm', ['test']);
  upgrade(blog);
  await start(blog, (url) => ask(url, '{ comments { totalCount } }'));
  await refuseTwoCopies(blog);

  const options = ['--template', 'empty'];
  const empty = create({ name: 'my-notes', node: broughtNode, packages, options });
  await start(empty, async (url) => {
    await ask(
      url,
      'mutation { createNote(input: { title: "Write" }) { note { id } errors { code } } }',
    );
    await openPlayground(url);
  });
  run(empty, 'npm', ['run', 'migration:check']);
  run(empty, 'npm', ['run', 'print-schema', '--', '--check']);
  run(empty, 'npm', ['test']);
  await forProduction(empty);
} finally {
  rmSync(work, { recursive: true, force: true });
}

/** Builds and packs what is published. @returns the tarballs by name */
function pack() {
  run(here(REPOSITORY), 'npm', ['run', 'build', '--silent']);
  const bare = join(work, 'relata-node');
  mkdirSync(bare);
  const manifest = readJson(join(REPOSITORY, 'packages/relata-node/package.json'));
  writeJson(join(bare, 'package.json'), { ...manifest, private: undefined });
  const folders = {
    relata: join(REPOSITORY, 'packages/relata/build'),
    'create-relata': join(REPOSITORY, 'packages/create-relata/build'),
    'relata-node': bare,
  };
  return Object.fromEntries(Object.entries(folders).map(([name, path]) => [name, packed(path)]));
}

function packed(folder) {
  const [{ filename }] = JSON.parse(
    output(here(folder), 'npm', ['pack', '--json', '--pack-destination', tarballs]),
  );
  return join(tarballs, filename);
}

/** The engine brings what was built of it, nothing of the application, and no tests. */
function checkContents(name, tarball) {
  const paths = output(here(work), 'tar', ['-tzf', tarball]).trim().split('\n');
  const wrong = paths.filter(
    (path) =>
      name === 'relata' && /\.test\.|\/test\/|(?<!\.d)\.tsx?$|\/(post|profile)\.js$/.test(path),
  );
  demand(wrong.length === 0, `${name} is packed with ${wrong.join(', ')}`);
  process.stdout.write(`${name}: ${paths.length} files\n`);
}

/** @returns where it is, and the Node it runs on */
function create({ name, node, packages, options = [] }) {
  const home = { folder: mkdtempSync(join(work, 'home-')), node };
  const versions = ['relata', 'relata-node'].flatMap((each) => [
    `--${each}`,
    `file:${packages[each]}`,
  ]);
  const creator = ['--yes', `--package=${packages['create-relata']}`, '--', 'create-relata'];
  run(home, 'npm', ['exec', ...creator, name, ...versions, ...options]);
  return { folder: join(home.folder, name), node };
}

/** The model of the guide, as the guide says. */
function addModel(place) {
  const { folder } = place;
  const guide = readFileSync(join(REPOSITORY, 'docs/adding-a-model.md'), 'utf8');
  const blocks = [...guide.matchAll(/```(\w+)[^\n]*\n(.*?)```/gs)];
  const [, , model] = blocks.find(([, , text]) => text.includes('class Comment')) ?? [];
  demand(model !== undefined, 'docs/adding-a-model.md has no class Comment');
  writeFileSync(join(folder, 'src/models/comment.ts'), model);
  const index = join(folder, 'src/models/index.ts');
  const registered = readFileSync(index, 'utf8')
    .replace('import ', "import { Comment } from './comment.js';\nimport ")
    .replace('Tag] as const', 'Tag, Comment] as const');
  writeFileSync(index, registered);
  run(place, 'npm', ['run', 'migration:create', '--', '--name', 'add_comment']);
  run(place, 'npx', ['mikro-orm', 'migration:up']);
}

/** To another version of the engine, by its tarball. */
function upgrade(place) {
  const build = join(REPOSITORY, 'packages/relata/build');
  const next = join(work, 'next');
  cpSync(build, next, { recursive: true });
  const manifest = readJson(join(next, 'package.json'));
  writeJson(join(next, 'package.json'), { ...manifest, version: '0.1.1' });
  run(place, 'npm', ['install', '--no-audit', '--no-fund', `file:${packed(next)}`]);
  const { version } = readJson(join(place.folder, 'node_modules/relata/package.json'));
  demand(version === '0.1.1', `relata is still ${version}`);
}

async function refuseTwoCopies(place) {
  const { folder } = place;
  const second = join(folder, 'node_modules/relata/node_modules/graphql');
  cpSync(join(folder, 'node_modules/graphql'), second, { recursive: true });
  const { code, stderr } = await startAndFail(place);
  rmSync(second, { recursive: true });
  const lines = stderr.trim().split('\n');
  demand(
    code === 1 && lines.length === 1 && lines[0].includes('two copies of graphql'),
    `two copies of graphql: ${code} ${stderr}`,
  );
}

/** Without development packages: smaller than is promised, and it serves. */
async function forProduction(place) {
  rmSync(join(place.folder, 'node_modules'), { recursive: true });
  run(place, 'npm', ['install', '--omit=dev', '--no-audit', '--no-fund']);
  const size = Number(output(place, 'du', ['-sm', 'node_modules']).split('\t')[0]);
  process.stdout.write(`node_modules for production: ${size} MB\n`);
  demand(size < MAX_MEGABYTES, `node_modules for production has ${size} MB`);
  const env = { NODE_ENV: 'production', SECRET: 'a secret of this script, thirty-two bytes' };
  await start(place, (url) => ask(url, '{ notes { totalCount } }'), env);
}

async function start(place, use, env = {}) {
  const began = performance.now();
  const server = spawnServer(place, env);
  const ended = once(server, 'close');
  try {
    const url = await Promise.race([
      readyUrl(server),
      sleep(READY_MS, null, { ref: false }).then(() => fail('npm start is not ready')),
    ]);
    process.stdout.write(`ready after ${Math.round(performance.now() - began)} ms\n`);
    await use(url);
  } finally {
    kill(server);
    await ended;
  }
}

async function startAndFail(place) {
  const server = spawnServer(place, {}, ['ignore', 'ignore', 'pipe']);
  let stderr = '';
  server.stderr.on('data', (chunk) => (stderr += chunk));
  const timer = setTimeout(() => kill(server), READY_MS);
  const [code] = await once(server, 'close');
  clearTimeout(timer);
  return { code, stderr };
}

function spawnServer({ folder, node }, env, stdio = ['ignore', 'pipe', 'inherit']) {
  return spawn('npm', ['start', '--silent'], {
    cwd: folder,
    env: { ...environment(node), PORT: '0', HOST: '127.0.0.1', LOG_LEVEL: 'warn', ...env },
    stdio,
    // A process group of its own: npm and its shell do not pass a signal on to the server.
    detached: true,
  });
}

function kill({ pid, exitCode }) {
  if (exitCode === null) {
    process.kill(-pid, 'SIGTERM');
  }
}

async function readyUrl(server) {
  let text = '';
  for await (const chunk of server.stdout) {
    text += chunk;
    const url = / is ready at (\S+)/.exec(text)?.[1];
    if (url !== undefined) {
      server.stdout.resume();
      return url;
    }
  }
  return fail(`npm start ended: ${text}`);
}

async function ask(url, query) {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  const text = await response.text();
  demand(response.status === 200 && !text.includes('"message"'), `${query}: ${text}`);
  process.stdout.write(`${text}\n`);
}

async function openPlayground(url) {
  const page = await (await fetch(`${url}/graphql`, { headers: { accept: 'text/html' } })).text();
  const [script] = /playground\/\w+\/page\.js/.exec(page) ?? [];
  const response = await fetch(`${url}/${script}`);
  demand(response.ok && (await response.text()).length > 100_000, `no playground: ${page}`);
}

function environment(node) {
  // What npm tells the scripts of this repository is not meant for those of another.
  const own = Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name));
  const rest = (process.env.PATH ?? '')
    .split(delimiter)
    .filter((path) => !path.includes('node_modules'));
  return {
    ...Object.fromEntries(own),
    PATH: [node, ...rest].join(delimiter),
    npm_config_loglevel: 'error',
  };
}

function run({ folder: cwd, node }, command, args) {
  process.stdout.write(`\n$ ${command} ${args.join(' ')}\n`.replaceAll(work, '…'));
  execFileSync(command, args, {
    cwd,
    env: environment(node),
    stdio: ['ignore', 'inherit', 'inherit'],
  });
}

function output({ folder: cwd, node }, command, args) {
  return execFileSync(command, args, { cwd, env: environment(node), encoding: 'utf8' });
}

function here(folder) {
  return { folder, node: broughtNode };
}

function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}

function writeJson(path, value) {
  writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`);
}

function demand(isTrue, message) {
  if (!isTrue) {
    fail(message);
  }
}

function fail(message) {
  throw new Error(message);
}
