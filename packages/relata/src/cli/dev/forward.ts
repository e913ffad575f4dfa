import { type IncomingMessage, request as send, type ServerResponse } from 'node:http';

/** Headers that are of one connection. */
const OF_CONNECTION = ['connection', 'keep-alive', 'transfer-encoding'];

/**
 * Has the process that listens on a port of this machine answer a request.
 * @param port - a connection for each request: none is left open that a process which ends could break
 * @returns resolves to whether there is a connection, which that process will see
 */
export function forward(
  request: IncomingMessage,
  response: ServerResponse,
  port: number,
): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const { method, url, headers, socket } = request;
  const others = headers['x-forwarded-for'];
  const client = socket.remoteAddress ?? '';
  const sent = send({
    host: '127.0.0.1',
    port,
    method,
    path: url,
    agent: false,
    headers: {
      ...headers,
      'x-forwarded-for': others === undefined ? client : `${String(others)}, ${client}`,
    },
  });
  sent.on('socket', (connection) => {
    connection.on('connect', () => {
      resolve(true);
    });
  });
  sent.on('close', () => {
    resolve(false);
  });
  sent.on('response', (answer) => {
    const kept = Object.entries(answer.headers).filter(([name]) => !OF_CONNECTION.includes(name));
    response.writeHead(answer.statusCode ?? 502, Object.fromEntries(kept));
    answer.pipe(response);
    answer.on('error', () => response.destroy());
  });
  sent.on('error', () => {
    if (response.headersSent) {
      response.destroy();
    } else {
      const message = 'The application ended before it answered';
      response
        .writeHead(503, { 'content-type': 'application/json', 'retry-after': '1' })
        .end(
          JSON.stringify({ errors: [{ message, extensions: { code: 'SERVICE_UNAVAILABLE' } }] }),
        );
    }
  });
  response.on('close', () => sent.destroy());
  request.pipe(sent);
  return promise;
}
