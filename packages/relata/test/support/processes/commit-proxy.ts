import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** What becomes of a COMMIT that passes. */
export type CommitFate =
  /** It goes on, and so does its answer. */
  | 'passes'
  /** The connection is cut before the database gets it. */
  | 'is lost'
  /** The database gets it and answers, and then the connection is cut. */
  | 'loses its answer'
  /** It is kept back until the fate changes and `release` is called. */
  | 'is held';

/** A way to PostgreSQL over which a test has power: it cuts connections, or is not there at all. */
export class CommitProxy {
  fate: CommitFate = 'passes';
  /** COMMITs that were seen. */
  commits = 0;
  /** Messages, or parts of them, that clients have sent. */
  messages = 0;
  readonly #target: URL;
  readonly #sockets = new Set<Socket>();
  readonly #held: (() => void)[] = [];
  #server: Server | undefined;
  #port = 0;

  constructor(url: string) {
    this.#target = new URL(url);
  }

  /** The address of the database by way of this proxy. */
  get url(): string {
    const url = new URL(this.#target);
    url.port = String(this.#port);
    return url.href;
  }

  /** Listens; where it listened before, if it did. */
  async start(): Promise<void> {
    const server = createServer((client) => {
      this.#connect(client);
    });
    server.listen(this.#port, '127.0.0.1');
    await once(server, 'listening');
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  /** Cuts every connection and refuses new ones, as a database that is down. */
  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.#server?.close(resolve));
    for (const socket of this.#sockets) {
      socket.destroy();
    }
    await closed;
  }

  /** Lets the COMMITs go on that are held. */
  release(): void {
    for (const send of this.#held.splice(0)) {
      send();
    }
  }

  #connect(client: Socket): void {
    const upstream = connect(Number(this.#target.port), this.#target.hostname);
    let isLosingAnswer = false;
    for (const socket of [client, upstream]) {
      this.#sockets.add(socket);
      socket.on('error', () => undefined);
      socket.once('close', () => {
        this.#sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    client.on('data', (chunk: Buffer) => {
      this.messages += 1;
      if (!isCommit(chunk)) {
        upstream.write(chunk);
        return;
      }
      this.commits += 1;
      switch (this.fate) {
        case 'is lost':
          client.destroy();
          return;
        case 'is held':
          this.#held.push(() => upstream.write(chunk));
          return;
        case 'loses its answer':
          isLosingAnswer = true;
          break;
        case 'passes':
      }
      upstream.write(chunk);
    });
    upstream.on('data', (chunk: Buffer) => {
      if (isLosingAnswer) {
        client.destroy();
      } else {
        client.write(chunk);
      }
    });
  }
}

/** A message with a COMMIT in it: a simple query of its own (`Q`), or parsed (`P`) after another statement. */
function isCommit(chunk: Buffer): boolean {
  return /(?:^Q.{4}|P.{4}\0)commit\0/is.test(chunk.toString('latin1'));
}
