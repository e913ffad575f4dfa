import { once } from 'node:events';
import { Agent, createServer, get as httpGet } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { fastify } from 'fastify';
import { drainConnections } from '../../src/server/http/drain.js';
import { registerHealth } from '../../src/server/http/health.js';
import { loadSettings } from '../../src/settings.js';
import { answerOf, type Harness, startHarness } from './harness.js';

describe('the life of a request', () => {
  let server: Harness;
  const start = async (...parameters: Parameters<typeof startHarness>) => {
    server = await startHarness(...parameters);
    return server;
  };
  afterEach(() => server.stop());

  it('ends at the deadline, even if a resolver never does', async () => {
    await start({ DEADLINE_MS: '200' });
    const { status, body } = await server.post('{ hello wait }');
    expect(status).toBe(504);
    expect(body).toEqual({
      errors: [{ message: 'The request took longer than 200 ms', extensions: { code: 'TIMEOUT' } }],
    });
    expect(server.contexts[0]?.signal.aborted).toBe(true);
    expect((await server.post('{ hello }')).status).toBe(200);
  });

  it('takes an open transaction with it at the deadline', async () => {
    await start({ DEADLINE_MS: '200' });
    expect((await server.post('{ transaction }')).status).toBe(504);
    await sleep(50);
    expect(server.contexts[0]?.em.isInTransaction()).toBe(false);
    expect((await server.post('{ notes }')).body).toEqual({ data: { notes: 0 } });
  });

  it('rolls back a transaction that a resolver forgot', async () => {
    await start();
    const answer = server.post('{ transaction }');
    await server.arrived();
    server.release();
    expect((await answer).body).toEqual({ data: { transaction: 'done' } });
    expect((await server.post('{ notes }')).body).toEqual({ data: { notes: 0 } });
  });

  it('ends when the client leaves', async () => {
    await start();
    const controller = new AbortController();
    const answer = fetch(`${server.url}/graphql`, {
      method: 'POST',
      signal: controller.signal,
      headers: { 'content-type': 'application/json' },
      body: '{"query":"{ transaction }"}',
    });
    await server.arrived();
    controller.abort();
    await expect(answer).rejects.toThrow();
    await sleep(100);
    const context = server.contexts[0];
    expect(context?.signal.aborted).toBe(true);
    expect(context?.em.isInTransaction()).toBe(false);
    expect(server.log().some((line) => line['msg'] === 'the client left before its answer')).toBe(
      true,
    );
    expect(server.log().some((line) => Number(line['level']) >= 50)).toBe(false);
    await expect(context?.em.execute('select 1')).rejects.toThrow();
  });

  it('has a session and a context that no other request shares', async () => {
    await start();
    const answers = [server.post('{ wait }'), server.post('{ wait }')];
    while (server.contexts.length < 2) {
      await sleep(5);
    }
    const [first, second] = server.contexts;
    expect(first?.em).not.toBe(second?.em);
    expect(first?.em).not.toBe(server.orm.em);
    expect(first?.request.id).not.toBe(second?.request.id);
    server.release();
    await Promise.all(answers);
  });

  it('is refused with 503 when as many as may are running', async () => {
    await start({ HTTP_MAX_IN_FLIGHT: '2' });
    const answers = [server.post('{ wait }'), server.post('{ wait }')];
    while (server.contexts.length < 2) {
      await sleep(5);
    }
    const { status, headers, body } = await server.post('{ hello }');
    expect(status).toBe(503);
    expect(headers.get('retry-after')).toBe('1');
    expect(body.errors?.[0]?.extensions['code']).toBe('SERVICE_UNAVAILABLE');
    expect(refusals(server)).toEqual([[40, 'The server is busy, try again']]);
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    server.release();
    await Promise.all(answers);
    expect((await server.post('{ hello }')).status).toBe(200);
  });
});

describe('health', () => {
  const ready = async (url: string) => answerOf(await fetch(`${url}/readyz`));

  it('is ready with a database and all migrations', async () => {
    let pending = ['Migration1'];
    const server = await startHarness({}, { pendingMigrations: () => Promise.resolve(pending) });
    expect((await answerOf(await fetch(`${server.url}/healthz`))).body).toEqual({ status: 'ok' });
    expect(await ready(server.url)).toMatchObject({
      status: 503,
      body: { status: 'migrations pending' },
    });
    pending = [];
    expect(await ready(server.url)).toMatchObject({ status: 200, body: { status: 'ready' } });
    expect((await fetch(`${server.url}/healthz`, { method: 'HEAD' })).status).toBe(200);
    await server.stop();
  });

  it.each([
    ['throws', () => Promise.reject(new Error('secret detail'))],
    ['does not answer', () => new Promise<never>(() => undefined)],
  ])('is not ready when the database %s, and says no more', async (_name, ping) => {
    const server = fastify();
    registerHealth(server, {
      settings: loadSettings({ DB_CONNECT_TIMEOUT_MS: '100' }),
      isStopping: () => false,
      probe: { ping },
    });
    const answer = await server.inject('/readyz');
    expect(answer.statusCode).toBe(503);
    expect(answer.json()).toEqual({ status: 'database unreachable' });
    expect((await server.inject('/healthz')).statusCode).toBe(200);
  });
});

describe('stopping', () => {
  it('lets running requests finish, is no longer ready, and takes no more', async () => {
    // Stopping would take an hour if it waited for more than its requests.
    const server = await startHarness({ SHUTDOWN_MS: '3600000' });
    // Sent in two halves, so that its connection is not idle when the server stops.
    const finishReadiness = await halfRequest(server.url, 'GET /readyz');
    const finishQuery = await halfRequest(server.url, 'GET /graphql?query={hello}');
    const running = server.post('{ wait }');
    await server.arrived();
    const closed = server.server.close();
    await sleep(50);
    expect(await finishReadiness()).toMatch(/^HTTP\/1.1 503 [^]*{"status":"stopping"}$/);
    expect(await finishQuery()).toMatch(/^HTTP\/1.1 503 [^]*"SERVICE_UNAVAILABLE"/);
    await expect(fetch(`${server.url}/healthz`)).rejects.toThrow();
    server.release();
    const { body, headers } = await running;
    expect(body).toEqual({ data: { wait: 'done' } });
    expect(headers.get('connection')).toBe('close');
    await closed;
    expect(refusals(server)).toEqual([[40, 'The server is stopping']]);
    await server.stop();
  });

  it('ends requests that take longer than it may wait', async () => {
    const server = await startHarness({ SHUTDOWN_MS: '500' });
    const running = server.post('{ transaction }');
    await server.arrived();
    await server.server.close();
    const { status, body } = await running;
    expect(status).toBe(503);
    expect(body.errors?.[0]?.message).toBe('The server is stopping');
    expect(refusals(server)).toEqual([[40, 'The server is stopping']]);
    expect(server.contexts[0]?.em.isInTransaction()).toBe(false);
    await server.stop();
  });

  it('answers what comes over connections that were idle, and closes them with it', async () => {
    const hour = '3600000';
    const server = await startHarness({ SHUTDOWN_IDLE_MS: hour, SHUTDOWN_MS: hour });
    const late = await keptConnection(server.url);
    await late.get('/graphql?query={hello}');
    const closed = server.server.close();
    await sleep(200);
    const answer = await late.get('/graphql?query={hello}');
    expect(answer).toMatch(/^HTTP\/1.1 503 /);
    expect(answer.toLowerCase()).toContain('connection: close');
    await late.ended;
    await expect(fetch(`${server.url}/healthz`)).rejects.toThrow();
    await closed;
    await server.stop();
  });

  it('closes connections over which nothing comes', async () => {
    const hour = '3600000';
    const server = await startHarness({
      HTTP_KEEP_ALIVE_TIMEOUT_MS: hour,
      SHUTDOWN_IDLE_MS: '50',
      SHUTDOWN_MS: hour,
    });
    const idle = await keptConnection(server.url);
    await idle.get('/graphql?query={hello}');
    const closed = server.server.close();
    await idle.ended;
    await closed;
    await server.stop();
  });

  it('breaks off what does not end in time', async () => {
    const hour = '3600000';
    const server = await startHarness({
      HTTP_HEADERS_TIMEOUT_MS: hour,
      HTTP_REQUEST_TIMEOUT_MS: hour,
      SHUTDOWN_IDLE_MS: hour,
      SHUTDOWN_MS: '300',
    });
    const { hostname, port } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    socket.write(`GET /healthz HTTP/1.1\r\nHost: ${hostname}\r\n`);
    await sleep(20);
    const ended = once(socket, 'close');
    await server.server.close();
    await ended;
    await server.stop();
  });

  it('resets no connection under load', async () => {
    const server = await startHarness({ SHUTDOWN_IDLE_MS: '2000' });
    const agent = new Agent({ keepAlive: true, maxSockets: 30 });
    const seen: string[] = [];
    const client = async (): Promise<void> => {
      for (let last = ''; last !== 'ECONNREFUSED'; seen.push(last)) {
        last = await getOnce(`${server.url}/graphql?query={hello}`, agent);
      }
    };
    const clients = Array.from({ length: 30 }, client);
    while (seen.length < 300) {
      await sleep(5);
    }
    await server.server.close();
    await Promise.all(clients);
    expect(new Set(seen)).toEqual(new Set(['200', '503', 'ECONNREFUSED']));
    await server.stop();
  });

  it('finds the servers of all addresses where Fastify keeps them', async () => {
    const harness = await startHarness();
    const names = Object.getOwnPropertySymbols(harness.server.fastify);
    expect(names.map(({ description }) => description)).toContain('fastify.serverBindings');
    await harness.stop();
  });

  it('ends the connections of every address', async () => {
    const servers = [createServer(), createServer()];
    for (const each of servers) {
      each.on('request', (_request, response) => response.end('hello'));
      await once(each.listen(0, '127.0.0.1'), 'listening');
    }
    const [server, other] = servers;
    const bound = { server, [Symbol('fastify.serverBindings')]: [other] };
    const connections = await Promise.all(
      servers.map((each) => {
        const { port } = each.address() as AddressInfo;
        return keptConnection(`http://127.0.0.1:${String(port)}`);
      }),
    );
    await Promise.all(connections.map(({ get }) => get('/')));
    await drainConnections(bound as never, { idleMs: 100, maxMs: 1000 });
    const listening = servers.map((each) => each.listening);
    servers.forEach((each) => {
      each.close().closeAllConnections();
    });
    expect(listening).toEqual([false, false]);
    await Promise.all(connections.map(({ ended }) => ended));
  });

  it('may be asked for twice', async () => {
    const server = await startHarness();
    await Promise.all([server.server.close(), server.server.close()]);
    await server.stop();
  });
});

/** Level and reason of what the log says of requests, and the errors it has a stack of. */
function refusals(server: Harness): readonly unknown[] {
  return server
    .log()
    .filter(({ msg }) => msg === 'request refused' || msg === 'request failed')
    .map(({ level, reason, err }) => [level, reason, ...(err === undefined ? [] : [err])]);
}

/** Sends a request but for its last line; the function returned sends that and reads the answer. */
async function halfRequest(url: string, head: string): Promise<() => Promise<string>> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  socket.write(`${head} HTTP/1.1\r\nHost: ${hostname}\r\n`);
  await sleep(20);
  return () => {
    socket.write('\r\n');
    return text(socket);
  };
}

/** A connection that is kept between requests. */
async function keptConnection(url: string): Promise<{
  get: (path: string) => Promise<string>;
  ended: Promise<unknown>;
}> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  return {
    get: async (path) => {
      socket.write(`GET ${path} HTTP/1.1\r\nHost: ${hostname}\r\n\r\n`);
      const [chunk] = (await once(socket, 'data')) as [Buffer];
      return chunk.toString();
    },
    ended: once(socket, 'close'),
  };
}

/** The status of an answer, or the code of what stood in the way. */
function getOnce(url: string, agent: Agent): Promise<string> {
  return new Promise((resolve) => {
    const request = httpGet(url, { agent }, (response) => {
      response.resume().on('end', () => {
        resolve(String(response.statusCode));
      });
    });
    request.on('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code ?? error.message);
    });
  });
}
