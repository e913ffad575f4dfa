import { once } from 'node:events';
import {
  createServer,
  get,
  type IncomingMessage,
  request,
  type RequestListener,
  type Server,
} from 'node:http';
import { type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { forward } from '../../src/cli/dev/forward.js';

describe('a request that relata dev hands on', () => {
  const servers: Server[] = [];
  const listen = async (listener: RequestListener): Promise<number> => {
    const server = createServer(listener).listen(0, '127.0.0.1');
    servers.push(server);
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };
  afterEach(async () => {
    for (const server of servers.splice(0)) {
      server.close().closeAllConnections();
      await once(server, 'close');
    }
  });

  it('names its client after those before, and nothing of the connection between', async () => {
    const behind = await listen((asked, answer) => {
      // As one does that is about to end.
      answer.setHeader('connection', 'close').setHeader('x-of-it', 'yes');
      void text(asked).then((body) =>
        answer.end(`${body} ${String(asked.headers['x-forwarded-for'])}`),
      );
    });
    const connected: unknown[] = [];
    const front = await listen((asked, answer) => {
      void forward(asked, answer, behind).then((isConnected) => connected.push(isConnected));
    });
    const ask = async (headers: Record<string, string>) => {
      const sent = request({ host: '127.0.0.1', port: front, method: 'POST', headers });
      sent.end('body');
      const [answer] = (await once(sent, 'response')) as [IncomingMessage];
      return [await text(answer), answer.headers] as const;
    };
    const [body, headers] = await ask({ connection: 'keep-alive' });
    expect(body).toBe('body 127.0.0.1');
    expect(headers).toMatchObject({ 'x-of-it': 'yes', connection: 'keep-alive' });
    expect((await ask({ 'x-forwarded-for': '203.0.113.7' }))[0]).toBe(
      'body 203.0.113.7, 127.0.0.1',
    );
    expect(connected).toEqual([true, true]);
  });

  it('ends where its client leaves', async () => {
    const { promise: left, resolve } = Promise.withResolvers<string>();
    const { promise: came, resolve: comes } = Promise.withResolvers<undefined>();
    const behind = await listen((_asked, answer) => {
      comes(undefined);
      answer.on('close', () => {
        resolve('left');
      });
    });
    const front = await listen((asked, answer) => void forward(asked, answer, behind));
    const sent = get({ host: '127.0.0.1', port: front });
    sent.on('error', () => undefined);
    await came;
    sent.destroy();
    expect(await left).toBe('left');
  });

  it('is answered where nobody listens any more', async () => {
    const gone = await listen(() => undefined);
    const [server] = servers.splice(0);
    server?.close();
    const connected: unknown[] = [];
    const front = await listen((asked, answer) => {
      void forward(asked, answer, gone).then((isConnected) => connected.push(isConnected));
    });
    const answer = await fetch(`http://127.0.0.1:${String(front)}/graphql`);
    expect([answer.status, await answer.json()]).toEqual([
      503,
      {
        errors: [
          {
            message: 'The application ended before it answered',
            extensions: { code: 'SERVICE_UNAVAILABLE' },
          },
        ],
      },
    ]);
    expect(connected).toEqual([false]);
  });
});
