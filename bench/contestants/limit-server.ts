import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { KEEP_ALIVE_MS, serveParent } from './child-messages.js';
import { PostgresLimit } from './limit-postgresql.js';
import type { LimitRequest } from './limit-request.js';
import { SqliteLimit } from './limit-sqlite.js';

/** A database that knows the operations by heart. */
export interface LimitDatabase {
  /** How many statements there were so far. */
  readonly statements: number;
  /** @returns the body of the answer */
  answer(request: LimitRequest): Promise<string> | string;
}

// What Relata is compared with: the least a server in Node can do for the same answer. No GraphQL,
// no access token, no validation; one statement a read, whose only column is the answer.
const url = process.env['DATABASE_URL'] ?? '';
const database: LimitDatabase = url.startsWith('sqlite:')
  ? new SqliteLimit(url.slice('sqlite:'.length))
  : new PostgresLimit(url);

async function answer(body: string, response: ServerResponse): Promise<void> {
  try {
    const text = await database.answer(JSON.parse(body) as LimitRequest);
    response.writeHead(200, { 'content-type': 'application/json' }).end(text);
  } catch (error) {
    response.writeHead(500).end(String(error));
  }
}

const server = createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8');
  request.on('data', (chunk: string) => (body += chunk));
  request.on('end', () => void answer(body, response));
});
server.keepAliveTimeout = KEEP_ALIVE_MS;
server.listen(0, '127.0.0.1', () => {
  serveParent(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}`, {
    count: () => {
      const before = database.statements;
      return () => database.statements - before;
    },
    stop: () => Promise.resolve(),
  });
});
