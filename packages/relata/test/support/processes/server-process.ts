import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { CHEAP_PASSWORDS } from '../viewers.js';
import { LANE } from '../../../src/testing/lane.js';

const ENTRY = fileURLToPath(new URL('kill-server.ts', import.meta.url));
const ROOT = fileURLToPath(new URL('../../../../..', import.meta.url));

/** A server in a process of its own, where everybody may do everything. */
export class ServerProcess {
  readonly #process: ChildProcess;
  readonly #url: string;

  private constructor(process: ChildProcess, url: string) {
    this.#process = process;
    this.#url = url;
  }

  /** Starts one on a database that is migrated. @throws with what it wrote if it ends instead */
  static async start(databaseUrl: string): Promise<ServerProcess> {
    const server = spawn(process.execPath, ['--import', 'relata/register', ENTRY], {
      cwd: ROOT,
      env: {
        PATH: process.env['PATH'],
        ...LANE,
        NODE_ENV: 'test',
        DATABASE_URL: databaseUrl,
        HOST: '127.0.0.1',
        PORT: '0',
        SECRET: 'a secret of the tests, thirty-two bytes',
        LOG_LEVEL: 'silent',
        SAMPLE_DATA: 'off',
        PASSWORD_WAITING: '200',
        ...CHEAP_PASSWORDS,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    try {
      return new ServerProcess(server, await urlOf(server));
    } catch (error) {
      server.kill('SIGKILL');
      throw error;
    }
  }

  /** Sends a document. @throws what fetch throws when the server is gone */
  async ask(query: string): Promise<unknown> {
    const response = await fetch(`${this.#url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    return await response.json();
  }

  /** Ends the process as a power cut would: it learns nothing of it. Safe to call again. */
  async kill(): Promise<void> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      const exited = once(this.#process, 'exit');
      this.#process.kill('SIGKILL');
      await exited;
    }
  }
}

async function urlOf(server: ChildProcess): Promise<string> {
  return await new Promise((resolve, reject) => {
    let output = '';
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      const url = /^http:\S+$/m.exec(output)?.[0];
      if (url !== undefined) {
        resolve(url);
      }
    };
    server.stdout?.on('data', read);
    server.stderr?.on('data', read);
    server.once('exit', () => {
      reject(new TypeError(`The server did not start: ${output}`));
    });
  });
}
