import { PassThrough } from 'node:stream';
import { pino } from 'pino';
import type { Application } from '../../src/application.js';
import { jwt } from '../../src/auth/jwt/jwt.js';
import type { FindViewer, FoundViewer } from '../../src/auth/viewer-door.js';
import { type App, createApp } from '../../src/create-app.js';
import { withSession } from '../../src/request/session.js';
import { loadSettings } from '../../src/settings.js';
import { describeDatabases } from '../../src/testing/describe-each-database.js';
import { TestDatabase } from '../../src/testing/test-database.js';
import { dialectsOfRun } from '../../src/testing/test-run.js';
import { clubOf, fillClub, KEYS } from '../club/club.js';
import { AUDIENCE, Issuer, ISSUER } from './issuer.js';

/** What no kind has for a key. */
const NEVER = ['', 7.5, Number.NaN, Infinity, -1, true, undefined, {}, [], Symbol('7'), '\0'];
const UUID = '018f6b2e-5c3a-7d41-9b0e-2f4a6c8e0d12';

const EACH_KIND = [...Object.keys(KEYS), 'text that is given'];

/** Ways to write the key of a row that do no harm, and what is the key of none; the row is told as its id tells it. */
const WAYS: Readonly<
  Record<string, { good: (key: string) => readonly unknown[]; bad: readonly unknown[] }>
> = {
  int: {
    good: (key) => [Number(key), key, BigInt(key)],
    bad: [0, 2 ** 31, 2 ** 53, '2147483648', '07', ' 7', '+7', '7.0', '7e0', 'seven', 'member_7'],
  },
  bigint: {
    good: (key) => [key, BigInt(key)],
    bad: [0, 0n, 2 ** 53, 2n ** 63n, String(2n ** 63n), '07', '7n', UUID],
  },
  uuid: {
    good: (key) => [key, key.toUpperCase()],
    bad: [7, 7n, '7', `{${UUID}}`, UUID.replaceAll('-', ''), `${UUID}0`, `member_${UUID}`],
  },
  string: {
    good: (key) => [key],
    bad: [7, 7n, 'x'.repeat(65), 'x'.repeat(256), '\ud800', 'a\0'],
  },
  // It is kept in its normal form, as who creates a row may have given it in another.
  'text that is given': {
    good: (key) => [key, key.normalize('NFD'), ` ${key}\n`],
    bad: [7, 7n, ' ', '\u200b', 'x'.repeat(65), 'x'.repeat(256), '\ud800', 'a\0'],
  },
};

const SEEN = '{ members { nodes { email } } }';
const WRITE = `mutation { createLetter(input: { text: "Dear" }) { letter { author { username } } errors { code } } }`;
const MAKE = 'mutation { createLetter(input: { text: "Once" }) { letter { id } } }';

describe.each(EACH_KIND)('a viewer whose key is of the kind %s', (kind) => {
  const club = kind in KEYS ? clubOf(kind) : clubOf('string', { type: 'string', length: 64 });
  const { good, bad } = WAYS[kind] ?? { good: () => [], bad: [] };
  /** What the door says, by the header or claim that asks for it. */
  const said = new Map<string, unknown>();
  const viewerOf = (name: unknown): FoundViewer => ({
    userId: said.get(String(name)) as never,
    permissions: [],
  });
  const find: FindViewer = ({ headers }) =>
    headers['x-user'] === undefined ? null : viewerOf(headers['x-user']);
  const later: FindViewer = async ({ headers }) =>
    await Promise.resolve(headers['x-later'] === undefined ? null : viewerOf(headers['x-later']));
  const databases = dialectsOfRun().map((dialect) => new TestDatabase(club.application, dialect));

  describeDatabases('comes in', databases, (database) => {
    let issuer: Issuer;
    let app: App;
    let url: string;
    let log = '';
    let key: string;
    let first: string | undefined;

    beforeAll(async () => {
      issuer = await Issuer.start();
      const tokens = jwt({
        issuer: ISSUER,
        audience: AUDIENCE,
        jwks: issuer.jwks,
        viewer: ({ sub }) => viewerOf(sub),
      });
      const application: Application = { ...club.application, auth: [tokens, find, later] };
      const lines = new PassThrough();
      lines.on('data', (chunk) => (log += String(chunk)));
      const settings = loadSettings({
        NODE_ENV: 'test',
        DATABASE_URL: database.url,
        PORT: '0',
        SECRET: 'a secret of the tests, thirty-two bytes',
        SAMPLE_DATA: 'off',
      });
      app = await createApp(application, settings, {
        logger: pino({ level: 'error' }, lines),
        resolveViewer: ({ headers }) => {
          const { 'x-given': name } = headers;
          const { userId } = viewerOf(name);
          return name === undefined ? null : { userId: userId as never, permissions: new Set() };
        },
      });
      url = `${await app.start()}/graphql`;
      database.beforeClose(() => app.stop());
      await fillClub(app.orm, club);
      key = await withSession(app, async (em) => {
        const input = { username: 'ada', email: 'ada@example.org', passwordHash: 'none' };
        const ada = em.create(club.Member, {
          ...(kind in KEYS ? {} : { id: 'Zoë ~%7E' }),
          ...input,
          usernameKey: 'ada',
          emailKey: 'ada@example.org',
        } as never);
        await em.flush();
        return String((ada as { readonly id: unknown }).id);
      });
    });
    afterAll(() => issuer.stop());
    beforeEach(() => {
      log = '';
    });

    const headersOf = async (door: string, userId: unknown): Promise<Record<string, string>> => {
      said.set('it', userId);
      return door === 'jwt'
        ? { authorization: `Bearer ${await issuer.token('it')}` }
        : { [door]: 'it' };
    };
    const ask = async (
      query: string,
      headers: Record<string, string>,
    ): Promise<[number, string]> => {
      const body = JSON.stringify({ query });
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/graphql-response+json',
          ...headers,
        },
        body,
      });
      return [response.status, (await response.text()).trim()];
    };

    it.each(['jwt', 'x-user', 'x-later', 'x-given'])(
      'through %s by any harmless way to write it',
      async (door) => {
        for (const userId of good(key)) {
          const headers = await headersOf(door, userId);
          expect(await ask(SEEN, headers)).toEqual([
            200,
            '{"data":{"members":{"nodes":[{"email":"ada@example.org"}]}}}',
          ]);
          const { data } = JSON.parse((await ask(WRITE, headers))[1]) as { data: unknown };
          expect(data).toEqual({
            createLetter: { letter: { author: { username: 'ada' } }, errors: [] },
          });
          const once = { ...headers, 'idempotency-key': 'once' };
          const [status, text] = await ask(MAKE, once);
          // The same viewer, through whatever door, however its key is written.
          first ??= text;
          expect([status, text]).toEqual([200, first]);
        }
        expect(log).toBe('');
      },
    );

    it.each(['x-user', 'x-later', 'x-given'])(
      'through %s not with the key of no row, which the log tells',
      async (door) => {
        for (const userId of [...NEVER, ...bad]) {
          for (const query of [SEEN, WRITE]) {
            log = '';
            const [status, text] = await ask(query, await headersOf(door, userId));
            expect({ userId, status }).toEqual({ userId, status: 500 });
            expect(text).toMatch(/^\{"errors":\[\{"message":"Internal server error",/);
            expect(text).not.toContain('Member');
            expect(log).toContain('it must be the key of a Member, like');
            expect(log).not.toMatch(/select|insert/i);
          }
        }
      },
    );

    it('with no token that says such a key', async () => {
      for (const userId of [...NEVER, ...bad]) {
        for (const query of [SEEN, WRITE]) {
          log = '';
          const [status, text] = await ask(query, await headersOf('jwt', userId));
          expect({ userId, status }).toEqual({ userId, status: 401 });
          expect(text).toContain('"message":"The access token is invalid or has expired"');
          expect(text).not.toContain('Member');
          expect(log).toContain('it must be the key of a Member, like');
        }
      }
    });

    it('as somebody without a row', async () => {
      for (const door of ['jwt', 'x-user', 'x-later', 'x-given']) {
        const [status, text] = await ask(SEEN, await headersOf(door, null));
        expect([status, text]).toEqual([200, '{"data":{"members":{"nodes":[{"email":null}]}}}']);
      }
    });
  });
});
