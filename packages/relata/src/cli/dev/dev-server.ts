import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { lookup } from 'node:dns/promises';
import { AppProcess, type Outcome } from './app-process.js';
import { sendFailure } from './failure-page.js';
import { failed, reportText } from './report.js';
import { URL_PLACE } from './run-application.js';

/** What a {@link DevServer} is made with. */
export interface DevServerOptions {
  /** The file of the application. */
  readonly app: string;
  readonly host: string;
  readonly port: number;
  readonly write: (text: string) => void;
}

/**
 * Listens for as long as it lives, and has an application in a process of its own answer, which it starts anew. Requests
 * wait for a start that is under way; where it fails they are told why.
 */
export class DevServer {
  readonly #options: DevServerOptions;
  readonly #servers: Server[] = [];
  #process: AppProcess | null = null;
  #outcome: Promise<Outcome> | null = null;
  /** What has changed since the start that is under way, or the last one, began. */
  readonly #changes: string[] = [];
  #isRestarting = false;
  #isStopped = false;
  #url = '';

  constructor(options: DevServerOptions) {
    this.#options = options;
  }

  /** Listens, and starts the application. @throws what listening throws */
  async start(): Promise<void> {
    await this.#listen();
    await this.restart();
  }

  /**
   * Starts the application anew, once it is done with what it works on.
   * @param files - what has changed
   */
  async restart(files: readonly string[] = []): Promise<void> {
    this.#changes.push(...files.filter((file) => !this.#changes.includes(file)));
    if (this.#isRestarting || this.#isStopped) {
      return;
    }
    this.#isRestarting = true;
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    this.#outcome = promise;
    let outcome: Outcome;
    do {
      const changes = this.#changes.splice(0);
      const began = performance.now();
      await this.#process?.stop();
      outcome = await this.#startProcess();
      this.#tell(outcome, changes, performance.now() - began);
      // What changed meanwhile may not be in it.
    } while (this.#hasChanges());
    this.#isRestarting = false;
    resolve(outcome);
  }

  /** Ends the application, then everything else. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#process?.stop();
    for (const server of this.#servers) {
      server.close();
      server.closeAllConnections();
    }
  }

  #hasChanges(): boolean {
    return this.#changes.length > 0 && !this.#isStopped;
  }

  #startProcess(): Promise<Outcome> {
    if (this.#isStopped) {
      const failure = failed({ message: 'It is stopping' });
      return Promise.resolve({ kind: 'failed', failure });
    }
    this.#process = new AppProcess(this.#options.app, {
      onNotice: this.#options.write,
      onEnd: (failure) => {
        this.#outcome = Promise.resolve({ kind: 'failed', failure });
        this.#options.write(reportText(failure));
      },
    });
    return this.#process.outcome;
  }

  #tell(outcome: Outcome, changes: readonly string[], ms: number): void {
    const { write } = this.#options;
    if (this.#hasChanges()) {
      return;
    }
    if (outcome.kind === 'failed') {
      write(this.#isStopped ? '' : reportText(outcome.failure));
    } else if (changes.length === 0) {
      write(outcome.text.replaceAll(URL_PLACE, this.#url));
    } else {
      write(`Started again after ${changes.join(', ')} changed (${ms.toFixed(0)} ms)\n`);
    }
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const outcome = await this.#outcome;
    if (outcome?.kind === 'ready') {
      this.#process?.answer(request, response, outcome.port);
    } else if (outcome !== null) {
      sendFailure(request, response, outcome.failure);
    }
  }

  /** On every address of the host: `localhost` has two. */
  async #listen(): Promise<void> {
    const { host } = this.#options;
    let { port } = this.#options;
    for (const { address } of await lookup(host, { all: true })) {
      const server = createServer((request, response) => {
        void this.#answer(request, response);
      });
      server.listen(port, address);
      await once(server, 'listening');
      port = (server.address() as AddressInfo).port;
      this.#servers.push(server);
    }
    const isEverywhere = host === '0.0.0.0' || host === '::';
    const name = host.includes(':') ? `[${host}]` : host;
    this.#url = `http://${isEverywhere ? 'localhost' : name}:${String(port)}`;
  }
}
