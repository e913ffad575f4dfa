import { type IncomingMessage, request as httpRequest } from 'node:http';
import {
  brotliCompressSync,
  brotliDecompressSync,
  constants,
  gunzipSync,
  gzipSync,
} from 'node:zlib';
import { Tag } from '../blog/models/index.js';
import { withSession } from '../../src/request/session.js';
import { TestApi } from '../support/api.js';
import { TestDatabase } from '../support/databases.js';

const FEW = '{ tags(first: 1) { nodes { name } } }';
const MANY = '{ tags(first: 100) { nodes { id name } } }';
const ALL = `{ ${Array.from({ length: 20 }, (_, index) => `a${String(index)}: tags(first: 100) { nodes { id name version createdAt } }`).join(' ')} }`;

const FAST = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } };
const MEDIUM = { level: 4 };

interface Sent {
  readonly headers: IncomingMessage['headers'];
  readonly bytes: Buffer;
}

describe.each(['compiled', 'reference'])('answers (%s reader)', (reader) => {
  const database = new TestDatabase('sqlite');
  let api: TestApi;
  beforeAll(async () => {
    await database.open();
    api = await TestApi.start(database, { env: { READER: reader, LIMIT_COST: '1000000' } });
    await withSession(api.app, async (em) => {
      for (let number = 0; number < 100; number += 1) {
        em.create(Tag, { name: `tag ${String(number)} ${String(Math.sin(number))} ü` });
      }
      await em.flush();
    });
  });
  afterAll(async () => {
    await api.stop();
    await database.close();
  });

  const ask = (query: string, encoding?: string, server = api): Promise<Sent> =>
    new Promise((resolve, reject) => {
      const url = `${server.app.server.fastify.listeningOrigin}/graphql`;
      const headers = {
        'content-type': 'application/json',
        ...(encoding !== undefined && { 'accept-encoding': encoding }),
      };
      httpRequest(url, { method: 'POST', headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          resolve({ headers: response.headers, bytes: Buffer.concat(chunks) });
        });
      })
        .on('error', reject)
        .end(JSON.stringify({ query }));
    });

  it.each([
    ['br', 'br'],
    ['gzip', 'gzip'],
    ['gzip, deflate, br', 'br'],
    ['br;q=0, gzip', 'gzip'],
    ['gzip, deflate', 'gzip'],
    ['*', 'gzip'],
  ])('of more than a kilobyte are compressed for who takes %s', async (accepted, used) => {
    for (const query of [MANY, ALL]) {
      const plain = await ask(query);
      const { headers, bytes } = await ask(query, accepted);
      expect(headers['content-encoding']).toBe(used);
      expect(headers.vary).toBe('accept-encoding');
      expect(headers['content-type']).toBe(plain.headers['content-type']);
      expect(bytes.length).toBeLessThan(plain.bytes.length / 2);
      const decoded = used === 'br' ? brotliDecompressSync(bytes) : gunzipSync(bytes);
      expect(decoded.equals(plain.bytes)).toBe(true);
      // As dear as it was found to be worth.
      const worth = used === 'br' ? brotliCompressSync(decoded, FAST) : gzipSync(decoded, MEDIUM);
      expect([query, bytes.length]).toEqual([query, worth.length]);
    }
  });

  it.each([undefined, 'identity', 'zstd', 'br;q=0, gzip;q=0', 'garbage'])(
    'are as they are for who takes none of it (%s)',
    async (accepted) => {
      const { headers, bytes } = await ask(MANY, accepted);
      expect(headers['content-encoding']).toBeUndefined();
      // A cache in between must not give them to who takes something.
      expect(headers.vary).toBe('accept-encoding');
      expect(JSON.parse(bytes.toString())).toHaveProperty('data');
    },
  );

  it('that are small are as they are', async () => {
    const { headers, bytes } = await ask(FEW, 'br, gzip');
    expect(headers['content-encoding']).toBeUndefined();
    expect(headers.vary).toBeUndefined();
    expect(headers['content-length']).toBe(String(bytes.length));
    expect(bytes.length).toBeLessThan(1024);
  });

  it('are compressed from so many bytes on as the settings say', async () => {
    const eager = await TestApi.start(database, { env: { HTTP_COMPRESS_BYTES: '10' } });
    const shared = await TestApi.start(database, {
      env: { HTTP_COMPRESS_BYTES: '10', CORS_ORIGINS: 'https://a.example' },
    });
    const { bytes } = await ask(FEW);
    const from = (length: number): Promise<TestApi> =>
      TestApi.start(database, { env: { HTTP_COMPRESS_BYTES: String(length) } });
    const [exact, above] = [await from(bytes.length), await from(bytes.length + 1)];
    expect((await ask(FEW, 'br', exact)).headers['content-encoding']).toBe('br');
    expect((await ask(FEW, 'br', above)).headers['content-encoding']).toBeUndefined();
    const never = await TestApi.start(database, { env: { HTTP_COMPRESS_BYTES: '0' } });
    expect((await ask(FEW, 'br', eager)).headers['content-encoding']).toBe('br');
    for (const encoding of ['br', undefined]) {
      expect((await ask(FEW, encoding, shared)).headers.vary).toBe('Origin, accept-encoding');
    }
    const { headers } = await ask(MANY, 'br', never);
    expect([headers['content-encoding'], headers.vary]).toEqual([undefined, undefined]);
    for (const each of [eager, exact, above, shared, never]) {
      await each.stop();
    }
  });
});
