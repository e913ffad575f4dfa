import { type ChildProcess, fork } from 'node:child_process';
import { Agent, request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { BenchFailure } from '../bench-failure.js';
import type { ChildQuestion, Usage } from './child-messages.js';
import { FLAGS_OF_START } from './flags-of-start.js';
import type { LimitRequest } from './limit-request.js';
import type { Operation, Variables } from '../operations.js';

/** Who runs: the hand-written limit, and Relata with either reader. */
export const CONTESTANT_NAMES = ['limit', 'compiled', 'reference'] as const;

/** Relata over models whose keys are of one kind, alike in all else. */
export const KEY_KINDS = ['int', 'bigint', 'uuid'] as const;

/** One of {@link KEY_KINDS}. */
export type KeyKind = (typeof KEY_KINDS)[number];

/** One of {@link CONTESTANT_NAMES}, or of {@link KEY_KINDS}. */
export type ContestantName = (typeof CONTESTANT_NAMES)[number] | KeyKind;

/** What a contestant is, and what it is told of itself. */
const SERVERS: Readonly<
  Record<ContestantName, readonly [file: string, environment: Readonly<Record<string, string>>]>
> = {
  limit: ['./limit-server.ts', {}],
  compiled: ['./relata-server.ts', { READER: 'compiled' }],
  reference: ['./relata-server.ts', { READER: 'reference' }],
  int: ['../keys/keys-server.ts', { KEY_KIND: 'int' }],
  bigint: ['../keys/keys-server.ts', { KEY_KIND: 'bigint' }],
  uuid: ['../keys/keys-server.ts', { KEY_KIND: 'uuid' }],
};

/** Somebody signed in to Relata. */
export interface SignedIn {
  readonly token: string;
  /** Primary key of the user. */
  readonly key: number;
}

/** What a contestant is started with. */
export interface ContestantOptions {
  readonly databaseUrl: string;
  /** Most connections to it at once. */
  readonly connections: number;
  /** What else it is told. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Whether it can be told to collect garbage. */
  readonly collectsOnDemand?: boolean;
}

interface Parts {
  readonly name: ContestantName;
  readonly child: ChildProcess;
  readonly agent: Agent;
  readonly url: string;
}

/** A server in a process of its own, on a port of the loopback interface. */
export class Contestant {
  readonly name: ContestantName;
  readonly #child: ChildProcess;
  readonly #url: URL;
  readonly #agent: Agent;

  private constructor({ name, child, agent, url }: Parts) {
    this.name = name;
    this.#child = child;
    this.#agent = agent;
    this.#url = new URL(name === 'limit' ? '/' : '/graphql', url);
  }

  /** Starts its process. @throws BenchFailure where it ends instead */
  static async start(name: ContestantName, options: ContestantOptions): Promise<Contestant> {
    const [file, environment] = SERVERS[name];
    const child = fork(fileURLToPath(new URL(file, import.meta.url)), {
      env: {
        ...process.env,
        ...environment,
        ...options.environment,
        DATABASE_URL: options.databaseUrl,
      },
      execArgv: [
        ...FLAGS_OF_START,
        '--import',
        'relata/register',
        ...(options.collectsOnDemand === true ? ['--expose-gc'] : []),
      ],
    });
    const agent = new Agent({ keepAlive: true, maxSockets: options.connections });
    return new Contestant({ name, child, agent, url: (await reply(child, name)) as string });
  }

  /** The body of a request for an operation. */
  bodyOf(operation: Operation, variables: Variables, viewer: SignedIn | null): string {
    const { name, document } = operation;
    const ofLimit: LimitRequest = { operation: name, variables, viewer: viewer?.key ?? null };
    return JSON.stringify(this.name === 'limit' ? ofLimit : { query: document, variables });
  }

  /** Sends a body. @throws BenchFailure for an answer that is none */
  post(body: string, viewer: SignedIn | null): Promise<string> {
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      ...(viewer !== null && { authorization: `Bearer ${viewer.token}` }),
    };
    return new Promise((resolve, reject) => {
      const sent = request(
        this.#url,
        { agent: this.#agent, method: 'POST', headers },
        (response) => {
          let text = '';
          response.setEncoding('utf8');
          response.on('data', (chunk: string) => (text += chunk));
          response.on('end', () => {
            if (response.statusCode === 200 && /^\{\s*"data"/.test(text)) {
              resolve(text);
            } else {
              reject(
                new BenchFailure(`${this.name} answers ${String(response.statusCode)} ${text}`),
              );
            }
          });
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });
  }

  /** CPU and memory of its process; after a collection of garbage, if asked for and possible. */
  async usage(collected = false): Promise<Usage> {
    return (await this.#ask(collected ? 'collect' : 'usage')) as Usage;
  }

  /** How many SQL statements something takes. */
  async statementsOf(work: () => Promise<unknown>): Promise<number> {
    await this.#ask('count');
    await work();
    return (await this.#ask('counted')) as number;
  }

  /** Ends the process. */
  async stop(): Promise<void> {
    this.#agent.destroy();
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) {
      return;
    }
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    const late = setTimeout(() => this.#child.kill('SIGKILL'), 5000);
    this.#child.send('stop' satisfies ChildQuestion);
    await ended;
    clearTimeout(late);
  }

  async #ask(question: ChildQuestion): Promise<unknown> {
    const answer = reply(this.#child, this.name);
    this.#child.send(question);
    return await answer;
  }
}

/** The next message of a process. */
function reply(child: ChildProcess, name: ContestantName): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const ended = (): void => {
      reject(new BenchFailure(`The process of ${name} has ended`));
    };
    child.once('exit', ended);
    child.once('message', (message) => {
      child.off('exit', ended);
      resolve(message);
    });
  });
}

/** Makes a user without roles through the API of Relata, and signs it in. */
export async function signUp(relata: Contestant): Promise<SignedIn> {
  const username = `bench${String(Date.now())}`;
  const input = {
    username,
    email: `${username}@example.org`,
    password: 'a secret of the benchmark',
  };
  const query = `mutation ($input: SignUpInput!) { signUp(input: $input) { accessToken user { id } errors { code } } }`;
  const answer = await relata.post(JSON.stringify({ query, variables: { input } }), null);
  const { signUp: grant } = (
    JSON.parse(answer) as {
      readonly data: {
        readonly signUp: { readonly accessToken: string; readonly user: { id: string } };
      };
    }
  ).data;
  return { token: grant.accessToken, key: Number(grant.user.id.slice('user_'.length)) };
}
