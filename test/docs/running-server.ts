import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { DocumentedQuery } from './markdown.js';
import { childEnvironment, type Environment, nodeArguments } from './project-commands.js';

const STOP_MS = 10_000;

/** A server started as the documentation says, `npm start`, in a process of its own. */
export class RunningServer {
  readonly #process: ChildProcess;
  readonly #url: string;

  private constructor(process: ChildProcess, url: string) {
    this.#process = process;
    this.#url = url;
  }

  /** Starts the project in a folder, on a free port. @throws with what it wrote if it ends instead */
  static async start(folder: string, env: Environment): Promise<RunningServer> {
    const server = spawn(process.execPath, nodeArguments(folder, 'npm start'), {
      cwd: folder,
      env: childEnvironment({ HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'warn', ...env }),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return new RunningServer(server, await urlOf(server));
  }

  /** Sends a document. @returns the body of the answer */
  async ask(request: DocumentedQuery): Promise<string> {
    const response = await fetch(`${this.#url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(request),
    });
    return await response.text();
  }

  /** Asks the process to end, and sees that it does. */
  async stop(): Promise<void> {
    const server = this.#process;
    if (server.exitCode !== null || server.signalCode !== null) {
      return;
    }
    const exited = once(server, 'exit');
    const timer = setTimeout(() => server.kill('SIGKILL'), STOP_MS);
    server.kill('SIGTERM');
    await exited;
    clearTimeout(timer);
  }
}

/** The URL a server prints once it is ready. */
async function urlOf(server: ChildProcess): Promise<string> {
  return await new Promise((resolve, reject) => {
    let output = '';
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      const url = /ready at (\S+)/.exec(output)?.[1];
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
