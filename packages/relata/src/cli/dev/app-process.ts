import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { forward } from './forward.js';
import { failed, type FailureReport, type ProcessReport } from './report.js';

/** What became of a start. */
export type Outcome = Exclude<ProcessReport, { readonly kind: 'notice' }>;

/** Who is told of what a process says later. */
export interface ProcessListener {
  readonly onNotice: (text: string) => void;
  /** It ended by itself, after it was ready. */
  readonly onEnd: (failure: FailureReport) => void;
}

/** Longer, and an application that hangs would have to be killed by hand. */
const KILL_MS = 30_000;

/** An application in a process of its own. */
export class AppProcess {
  /** What became of its start. */
  readonly outcome: Promise<Outcome>;
  readonly #child: ChildProcess;
  #isStopping = false;
  /** Connections that it will see, and those of which that is not known yet. */
  #connections = 0;
  readonly #connecting = new Set<Promise<unknown>>();

  /** @param app - the file of the application */
  constructor(app: string, listener: ProcessListener) {
    const child = fork(fileURLToPath(import.meta.resolve('relata/cli/dev/child')), [app], {
      execArgv: ['--import', import.meta.resolve('relata/register')],
    });
    this.#child = child;
    this.outcome = this.#outcomeOf(child, listener);
  }

  /** Has it answer a request. */
  answer(request: IncomingMessage, response: ServerResponse, port: number): void {
    const connected = forward(request, response, port).then((isConnected) => {
      this.#connections += Number(isConnected);
      this.#connecting.delete(connected);
    });
    this.#connecting.add(connected);
  }

  /** Asks it to end, with what it is working on done. Resolves once it has. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    const child = this.#child;
    if (child.exitCode !== null || child.signalCode !== null) {
      return;
    }
    const exited = once(child, 'exit');
    await Promise.all(this.#connecting);
    if (child.connected) {
      child.send({ connections: this.#connections });
    }
    const timer = setTimeout(() => child.kill('SIGKILL'), KILL_MS);
    await exited;
    clearTimeout(timer);
  }

  #outcomeOf(child: ChildProcess, listener: ProcessListener): Promise<Outcome> {
    return new Promise((resolve) => {
      let isReady = false;
      child.on('message', (report: ProcessReport) => {
        if (report.kind === 'notice') {
          listener.onNotice(report.text);
        } else {
          isReady = report.kind === 'ready';
          resolve(report);
        }
      });
      child.once('exit', (code, signal) => {
        const failure = ended(code, signal);
        resolve({ kind: 'failed', failure });
        if (isReady && !this.#isStopping) {
          listener.onEnd({ ...failure, state: 'has ended' });
        }
      });
    });
  }
}

function ended(code: number | null, signal: string | null): FailureReport {
  const how = signal === null ? `with exit code ${String(code)}` : `by ${signal}`;
  return failed({ message: `Its process ended ${how}: the terminal shows what it wrote` });
}
