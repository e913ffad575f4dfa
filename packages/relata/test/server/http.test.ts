import { type IncomingMessage, request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { serializeCookie } from '../../src/server/http/headers/cookies.js';
import { answerOf, type Harness, startHarness, STRICT } from './harness.js';

describe('the HTTP server', () => {
  let server: Harness;
  beforeAll(async () => {
    server = await startHarness({ CORS_ORIGINS: 'https://app.example' });
  });
  afterAll(() => server.stop());

  const send = async (init: RequestInit, path = '/graphql') =>
    answerOf(await fetch(`${server.url}${path}`, init));
  const sendJson = (body: NonNullable<RequestInit['body']>, headers: Record<string, string> = {}) =>
    send({ method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });
  const HELLO = JSON.stringify({ query: '{ hello }' });

  it('answers a query by POST and by GET', async () => {
    expect((await sendJson(HELLO)).body).toEqual({ data: { hello: 'world' } });
    expect((await send({}, '/graphql?query={hello}')).body).toEqual({ data: { hello: 'world' } });
  });

  it('says what it is willing to be framed, sniffed and cached', async () => {
    const { headers } = await sendJson(HELLO);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none';frame-ancestors 'none'",
    );
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(headers.get('strict-transport-security')).toMatch(/^max-age=\d+/);
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('does not believe a request id of the client', async () => {
    const { headers } = await sendJson(HELLO, { 'x-request-id': 'mine', 'request-id': 'mine' });
    expect(headers.get('x-request-id')).not.toBe('mine');
  });

  it('refuses a body over 256 kB', async () => {
    const { status, body } = await sendJson(
      JSON.stringify({ query: '{ hello }', x: 'x'.repeat(262_144) }),
    );
    expect(status).toBe(413);
    expect(body.errors?.[0]?.extensions['code']).toBe('BAD_USER_INPUT');
  });

  it.each([
    ['text/plain', HELLO],
    ['application/x-www-form-urlencoded', 'query={hello}'],
    ['multipart/form-data; boundary=x', '--x--'],
    ['application/graphql', '{ hello }'],
    ['application/json; charset=latin1', HELLO],
    ['application/json;charset="utf-16"', HELLO],
  ])('refuses a body of type %s', async (type, body) => {
    expect((await send({ method: 'POST', body, headers: { 'content-type': type } })).status).toBe(
      415,
    );
  });

  it('takes UTF-8 only, by any of its names, and nothing compressed', async () => {
    expect(
      (await sendJson(HELLO, { 'content-type': 'application/json; charset=UTF-8' })).status,
    ).toBe(200);
    expect((await sendJson(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]))).status).toBe(415);
    for (const body of [gzipSync(HELLO), HELLO]) {
      const { status, body: refused } = await sendJson(body, { 'content-encoding': 'gzip' });
      expect([status, refused.errors?.[0]?.message]).toEqual([
        415,
        'A compressed body is not accepted: leave content-encoding out',
      ]);
    }
    expect((await sendJson(HELLO, { 'content-encoding': 'Identity' })).status).toBe(200);
  });

  it.each([
    '',
    '{',
    '[]',
    '"x"',
    '1',
    'null',
    '{}',
    '{"query":1}',
    '{"query":"{hello}","variables":[1]}',
    '{"__proto__":{"a":1},"query":"{hello}"}',
  ])('refuses the body %s', async (text) => {
    const { status, body } = await sendJson(text);
    expect(status).toBe(400);
    expect(body.errors?.[0]?.extensions['code']).toBe('BAD_USER_INPUT');
  });

  it('refuses batches and persisted queries', async () => {
    expect((await sendJson(`[${HELLO},${HELLO}]`)).status).toBe(400);
    const persisted = {
      extensions: { persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } },
    };
    const { body } = await sendJson(JSON.stringify(persisted));
    expect(body.errors?.[0]?.extensions['code']).toBe('PERSISTED_QUERY_NOT_SUPPORTED');
  });

  it('takes mutations by POST only, and no other method', async () => {
    const { status, headers } = await send({}, '/graphql?query=mutation{touch}');
    expect(status).toBe(405);
    expect(headers.get('allow')).toBe('POST');
    expect(
      (await send({ method: 'PUT', body: HELLO, headers: { 'content-type': 'application/json' } }))
        .status,
    ).toBe(405);
    expect((await send({}, '/nowhere')).status).toBe(404);
  });

  it('gives 400 to strict clients and 200 to plain JSON for what GraphQL finds wrong', async () => {
    for (const query of ['{', '{ unknown }', 'query A { hello } query B { hello }']) {
      expect((await server.post(query, undefined, STRICT)).status).toBe(400);
      expect((await server.post(query, undefined, { accept: 'application/json' })).status).toBe(
        200,
      );
    }
    expect((await server.post('{ hello }', undefined, { accept: 'text/csv' })).status).toBe(406);
  });

  describe('against other sites', () => {
    const get = (headers: Record<string, string>) => send({ headers }, '/graphql?query={hello}');

    it.each([
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { cookie: 'a=b' },
      { origin: 'https://evil.example' },
      { referer: 'https://evil.example/' },
    ])('blocks a GET with %j', async (headers: Record<string, string>) => {
      const { status, text } = await rawGet(`${server.url}/graphql?query={hello}`, headers);
      expect(status).toBe(400);
      expect(text).toContain('Cross-Site Request Forgery');
    });

    it('takes a GET that is its own or says it was asked for', async () => {
      expect(
        (
          await rawGet(`${server.url}/graphql?query={hello}`, {
            'sec-fetch-site': 'same-origin',
            cookie: 'a=b',
          })
        ).status,
      ).toBe(200);
      expect((await get({ 'apollo-require-preflight': '1', cookie: 'a=b' })).status).toBe(200);
    });
  });

  it('refuses too many and too long headers', async () => {
    const many = Object.fromEntries(Array.from({ length: 101 }, (_, n) => [`x-${String(n)}`, '1']));
    expect((await sendJson(HELLO, many)).status).toBe(431);
    expect((await rawGet(`${server.url}/graphql`, { 'x-long': 'x'.repeat(9000) })).status).toBe(
      431,
    );
  });

  it('sets cookies closed to scripts and other sites', async () => {
    const { headers } = await server.post('{ cookie }');
    expect(headers.getSetCookie()).toEqual([
      '__Host-a=b%20c; Path=/; Max-Age=60; HttpOnly; Secure; SameSite=Lax',
      'second=1; Path=/; HttpOnly; SameSite=Lax',
    ]);
    expect(() => serializeCookie('a;b', '')).toThrow('must be a token');
  });

  it('logs one line a request, without the document', async () => {
    const { headers } = await send({}, '/graphql?query={hello}');
    const lines = server.log().filter((line) => line['reqId'] === headers.get('x-request-id'));
    expect(lines).toEqual([
      expect.objectContaining({
        method: 'GET',
        path: '/graphql',
        status: 200,
        msg: 'answered',
        address: '127.0.0.1',
      }),
    ]);
  });

  it.each([
    ['off', '192.0.2.7', '127.0.0.1'],
    ['1', '10.0.0.1, 192.0.2.7', '192.0.2.7'],
    ['loopback', '::ffff:192.0.2.7', '192.0.2.7'],
    ['10.0.0.0/8', '192.0.2.7', '127.0.0.1'],
  ])('logs the client as TRUST_PROXY=%s says (%s)', async (proxies, forwarded, address) => {
    const behind = await startHarness({ TRUST_PROXY: proxies });
    await behind.post('{ hello }', {}, { 'x-forwarded-for': forwarded });
    const [line] = behind.log().filter(({ msg }) => msg === 'answered');
    await behind.stop();
    expect(line).toMatchObject({ address });
  });

  it('drops clients that are slow to say what they want', async () => {
    const slow = await startHarness({
      HTTP_HEADERS_TIMEOUT_MS: '200',
      HTTP_REQUEST_TIMEOUT_MS: '400',
      HTTP_CONNECTIONS_CHECKING_INTERVAL_MS: '50',
    });
    const { port, hostname } = new URL(slow.url);
    const read = (text: string) =>
      new Promise<string>((resolve, reject) => {
        let answer = '';
        const socket = connect(Number(port), hostname, () => socket.write(text));
        socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
        socket.on('close', () => {
          resolve(answer);
        });
        socket.on('error', reject);
      });
    expect(await read('POST /graphql HTTP/1.1\r\nHost: x\r\n')).toContain('408');
    expect(
      await read(
        'POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{',
      ),
    ).toContain('408');
    await slow.stop();
  });
});

/** A GET with headers that fetch does not let a program set. */
function rawGet(
  url: string,
  headers: Record<string, string>,
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    httpRequest(url, { headers }, (response: IncomingMessage) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, text });
      });
    })
      .on('error', reject)
      .end();
  });
}
