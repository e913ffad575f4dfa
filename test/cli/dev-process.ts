import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { childEnvironment, type Environment, nodeArguments } from '../docs/project-commands.js';

/** `relata dev` in a copy of the project. */
export class Dev {
  output = '';
  readonly process: ChildProcess;

  constructor(folder: string, env: Environment = {}) {
    this.process = spawn(process.execPath, nodeArguments(folder, 'npm run dev'), {
      cwd: folder,
      env: childEnvironment({ HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'warn', ...env }),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.process.stdout, this.process.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.output += chunk.toString();
      });
    }
  }

  /** Waits until it has written something since it was asked for the last time. @returns what matched */
  async says(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this.output);
      if (match !== null) {
        this.output = '';
        return match;
      }
      if (this.process.exitCode !== null) {
        throw new TypeError(`It ended: ${this.output}`);
      }
      await sleep(20);
    }
  }

  async url(): Promise<string> {
    return (await this.says(/ready at (\S+)/))[1] ?? '';
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<unknown> {
    const exited = once(this.process, 'exit');
    this.process.kill(signal);
    return await exited;
  }
}
