import { intKind } from '../../../src/kinds/int.js';
import { MAX_KEY_CHARACTERS } from '../../../src/kinds/key-forms.js';
import type { KindOfKeys } from '../../../src/kinds/kind.js';
import { keyKindOf } from '../../../src/kinds/key-kind.js';
import { stringKind } from '../../../src/kinds/string.js';
import fc from 'fast-check';
import type { Column, Model } from '../../../src/model/model.js';
import { Post, Profile, User } from '../../blog/models/index.js';
import {
  CursorCodec,
  fingerprintOf,
  MAX_CURSOR_CHARACTERS,
} from '../../../src/reading/order/cursor.js';
import { MAX_ORDER_KEYS, type OrderItem } from '../../../src/reading/order/order.js';
import { GRAPHQL_PATH } from '../../../src/server/http/graphql-route.js';
import { withSession } from '../../../src/request/session.js';
import { BothReaders } from '../../support/both-readers.js';
import { describeEachDatabase } from '../../support/databases.js';

const SEED = 20_260_501;
const LONG = 60_000;
const STEM = 'é'.repeat(200) + '\u0001"\\'.repeat(200);

/** Texts that begin alike for longer than a cursor keeps of them; some are equal. */
const content = fc.oneof(
  fc.constantFrom('', STEM, STEM.slice(0, 256), STEM.slice(0, 255), '\u{10ffff}'.repeat(300)),
  fc
    .tuple(fc.constantFrom(256, 257, 300, STEM.length), fc.constantFrom('', 'a', 'b', '😀', 'ﬀ'))
    .map(([length, end]) => `${STEM.slice(0, length)}${end}`),
  fc.constantFrom('a', 'b').map((end) => 'x'.repeat(LONG) + end),
);
const bio = fc.option(content, { freq: 3 });

interface PostRow {
  readonly title: string;
  readonly content: string;
  readonly author: number;
}

const rows = fc.record({
  bios: fc.array(bio, { minLength: 3, maxLength: 3 }),
  posts: fc.array(fc.record({ content, author: fc.nat(2) }), { minLength: 12, maxLength: 16 }),
});

describeEachDatabase('cursors of an order by long texts', (database) => {
  let readers: BothReaders;
  beforeAll(async () => {
    readers = await BothReaders.start(database);
  });
  afterAll(() => readers.stop());

  interface Rows {
    readonly bios: readonly (string | null)[];
    readonly posts: readonly Omit<PostRow, 'title'>[];
  }

  /** Puts rows in the place of all there are. */
  async function fill({ bios, posts }: Rows, name = ''): Promise<readonly PostRow[]> {
    const titled = posts.map((post, at) => ({ ...post, title: `p${String(at)}` }));
    await withSession({ orm: database.orm }, async (em) => {
      await em.nativeDelete(Post, {});
      await em.nativeDelete(Profile, {});
      await em.nativeDelete(User, {});
      const users = bios.map((_, at) => {
        const username = `${name}user${String(at)}`;
        const email = `${username}@example.org`;
        return em.create(User, { username, email, passwordHash: 'none' });
      });
      await em.flush();
      users.forEach((user, at) => {
        const names = { firstName: `${name}A`, lastName: `${name}B` };
        const profile = { user, ...names, gender: 'OTHER' as const, bio: bios[at] ?? null };
        em.create(Profile, profile);
      });
      for (const { title, content: text, author } of titled) {
        em.create(Post, {
          title,
          content: text,
          status: 'PUBLISHED',
          author: em.getReference(User, users[author]?.id ?? 0),
        });
        // One after the other, so that their ids are in this order.
        await em.flush();
      }
    });
    return titled;
  }

  interface PageAnswer {
    readonly posts: {
      readonly edges: readonly { readonly cursor: string; readonly node: { title: string } }[];
      readonly pageInfo: {
        readonly hasNextPage: boolean;
        readonly hasPreviousPage: boolean;
        readonly startCursor: string | null;
        readonly endCursor: string | null;
      };
    };
  }

  const PAGE = `query ($orderBy: [PostOrder!], $first: Int, $after: String, $last: Int, $before: String) {
    posts(orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) {
      edges { cursor node { title } }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    } }`;

  async function page(variables: Readonly<Record<string, unknown>>): Promise<PageAnswer['posts']> {
    const { posts } = await readers.data<PageAnswer>(PAGE, { variables });
    for (const { cursor } of posts.edges) {
      expect(cursor.length).toBeLessThanOrEqual(MAX_CURSOR_CHARACTERS);
    }
    return posts;
  }

  async function walk(orderBy: unknown, size: number, isBackward: boolean): Promise<string[]> {
    const met: string[] = [];
    let cursor: string | null = null;
    let isFirst = true;
    for (;;) {
      const at: PageAnswer['posts'] = await page(
        isBackward
          ? { orderBy, last: size, before: cursor }
          : { orderBy, first: size, after: cursor },
      );
      const titles = at.edges.map(({ node }) => node.title);
      met.splice(isBackward ? 0 : met.length, 0, ...titles);
      const { hasNextPage, hasPreviousPage, startCursor, endCursor } = at.pageInfo;
      expect(isBackward ? hasNextPage : hasPreviousPage).toBe(!isFirst);
      if (!(isBackward ? hasPreviousPage : hasNextPage)) {
        return met;
      }
      cursor = isBackward ? startCursor : endCursor;
      isFirst = false;
    }
  }

  /** The titles in an order of items, each with its values by post. */
  function sorted(
    posts: readonly PostRow[],
    keys: readonly { readonly of: (post: PostRow) => string | null; readonly isUp: boolean }[],
  ): string[] {
    const place = new Map(posts.map((post, at) => [post, at]));
    const isUp = keys.at(-1)?.isUp ?? true;
    return [...posts]
      .sort((a, b) => {
        for (const key of keys) {
          const order = compare(key.of(a), key.of(b)) * (key.isUp ? 1 : -1);
          if (order !== 0) {
            return order;
          }
        }
        return ((place.get(a) ?? 0) - (place.get(b) ?? 0)) * (isUp ? 1 : -1);
      })
      .map(({ title }) => title);
  }

  it('meets each row once, in order, whatever its texts have in common', async () => {
    await fc.assert(
      fc.asyncProperty(
        rows,
        fc.boolean(),
        fc.boolean(),
        fc.boolean(),
        fc.constantFrom(1, 2, 5),
        async (made, isUp, isBioUp, isBackward, size) => {
          const posts = await fill(made);
          const byContent = { content: isUp ? 'ASC' : 'DESC' };
          const byBio = { author: { profile: { bio: isBioUp ? 'ASC' : 'DESC' } } };
          const keys = {
            content: { of: (post: PostRow) => post.content, isUp },
            bio: { of: ({ author }: PostRow) => made.bios[author] ?? null, isUp: isBioUp },
          };
          expect(await walk([byContent], size, isBackward)).toEqual(sorted(posts, [keys.content]));
          expect(await walk([byBio, byContent], size, isBackward)).toEqual(
            sorted(posts, [keys.bio, keys.content]),
          );
        },
      ),
      { seed: SEED, numRuns: 4 },
    );
  });

  const TAILS = ['a', 'b', 'c', 'd', 'e'];
  const alike = TAILS.map((tail) => ({ content: `${STEM}${tail}`, author: 0 }));
  const BESIDE = [
    { content: 'a', author: 0 },
    { content: 'ｚ', author: 0 },
  ];

  it.each([
    ['ASC', false],
    ['ASC', true],
    ['DESC', false],
    ['DESC', true],
  ])(
    'leaves no row out where that of the cursor has gone (%s, backward: %s)',
    async (direction, isBackward) => {
      await fill({ bios: [null], posts: [...alike, ...BESIDE] });
      const orderBy = [{ content: direction }];
      const args = (cursor: string | null): Record<string, unknown> =>
        isBackward ? { orderBy, last: 3, before: cursor } : { orderBy, first: 3, after: cursor };
      const before = await page(args(null));
      const { startCursor, endCursor } = before.pageInfo;
      const met = before.edges.map(({ node }) => node.title);
      const gone = (isBackward ? met.at(0) : met.at(-1)) ?? '';
      await withSession({ orm: database.orm }, (em) => em.nativeDelete(Post, { title: gone }));
      const cursor = isBackward ? startCursor : endCursor;
      const rest = await page({ ...args(cursor), [isBackward ? 'last' : 'first']: 100 });
      const all = [...met, ...rest.edges.map(({ node }) => node.title)];
      expect(new Set(all)).toEqual(
        new Set(TAILS.concat('f', 'g').map((_, at) => `p${String(at)}`)),
      );
      // Only rows whose texts begin alike may come again.
      const again = all.filter((title, at) => all.indexOf(title) !== at);
      expect(again.every((title) => Number(title.slice(1)) < TAILS.length)).toBe(true);
    },
  );

  it('does not follow the row of a cursor to another place', async () => {
    await fill({ bios: [null], posts: [...alike, ...BESIDE] });
    const first = await page({ orderBy: [{ content: 'ASC' }], first: 2 });
    expect(first.edges.map(({ node }) => node.title)).toEqual(['p5', 'p0']);
    await withSession({ orm: database.orm }, (em) =>
      em.nativeUpdate(Post, { title: 'p0' }, { content: `${STEM}x` }),
    );
    const after = first.pageInfo.endCursor;
    const rest = await page({ orderBy: [{ content: 'ASC' }], first: 100, after });
    expect(rest.edges.map(({ node }) => node.title)).toEqual(['p1', 'p2', 'p3', 'p4', 'p0', 'p6']);
  });

  it('stands where its row stood that the viewer may no longer see', async () => {
    await fill({ bios: [null], posts: [...alike, ...BESIDE] });
    const first = await page({ orderBy: [{ content: 'ASC' }], first: 3 });
    await withSession({ orm: database.orm }, (em) =>
      em.nativeUpdate(Post, { title: 'p1' }, { status: 'DRAFT' }),
    );
    const after = first.pageInfo.endCursor;
    const rest = await page({ orderBy: [{ content: 'ASC' }], first: 100, after });
    expect(rest.edges.map(({ node }) => node.title)).toEqual(['p0', 'p2', 'p3', 'p4', 'p6']);
  });

  it('goes on exactly after a short text whose row has gone', async () => {
    const texts = ['a', 'b', 'b', 'c'].map((text) => ({ content: text, author: 0 }));
    await fill({ bios: [null], posts: texts });
    const first = await page({ orderBy: [{ content: 'ASC' }], first: 2 });
    await withSession({ orm: database.orm }, (em) => em.nativeDelete(Post, { title: 'p1' }));
    const after = first.pageInfo.endCursor;
    const rest = await page({ orderBy: [{ content: 'ASC' }], first: 100, after });
    expect(rest.edges.map(({ node }) => node.title)).toEqual(['p2', 'p3']);
  });

  describe('of as many keys as an order may have', () => {
    const worst = '\u0001'.repeat(LONG);
    /** Keys of the author, of its profile, of that one's user, and so on, all of one kind. */
    const keys = (ofUser: readonly string[], ofProfile: readonly string[], depth = 2): object[] => [
      ...ofUser.map((name) => ({ [name]: 'ASC' })),
      ...ofProfile.map((name) => ({ profile: { [name]: 'ASC' } })),
      ...(depth === 0
        ? []
        : keys(ofUser, ofProfile, depth - 1).map((user) => ({ profile: { user } }))),
    ];
    const texts = keys(['username', 'email'], ['firstName', 'lastName', 'bio']);
    const others = keys(['createdAt', 'updatedAt', 'version'], ['createdAt', 'age', 'version']);
    const orderBy = [{ title: 'ASC' }, { content: 'ASC' }, ...texts.map((author) => ({ author }))];

    beforeAll(async () => {
      const posts = [0, 1, 2].map(() => ({ content: worst, author: 0 }));
      await fill({ bios: [worst], posts }, '\u0001'.repeat(200));
    });

    it('fit in the head of a GET, and are taken back there', async () => {
      const first = await page({ orderBy, first: 1 });
      const after = first.pageInfo.endCursor ?? '';
      expect(after.length).toBeGreaterThan(2000);
      const query = `query ($orderBy: [PostOrder!], $after: String) { posts(orderBy: $orderBy, after: $after) { nodes { title } } }`;
      const small =
        'query ($after: String) { posts(orderBy: [{ content: ASC }], after: $after) { nodes { title } } }';
      const byContent = await page({ orderBy: [{ content: 'ASC' }], first: 1 });
      for (const [document, variables] of [
        [query, { orderBy, after }],
        [small, { after: byContent.pageInfo.endCursor }],
      ] as const) {
        const url = `${GRAPHQL_PATH}?${new URLSearchParams({ query: document, variables: JSON.stringify(variables) }).toString()}`;
        const answer = await readers.compiled.app.server.fastify.inject({
          url,
          headers: { 'apollo-require-preflight': 'true' },
        });
        expect(url.length).toBeLessThan(8192);
        expect(answer.json()).toEqual({
          data: { posts: { nodes: [{ title: 'p1' }, { title: 'p2' }] } },
        });
      }
    });

    it('are refused beyond that', async () => {
      const many = [...orderBy, ...others.map((author) => ({ author }))];
      const { body } = await readers.ask(PAGE, { variables: { orderBy: many } });
      expect(body.errors).toMatchObject([
        {
          message: `posts: orderBy: takes at most ${String(MAX_ORDER_KEYS)} keys, the id among them`,
          extensions: { code: 'BAD_USER_INPUT' },
        },
      ]);
    });

    it('are counted once where they are named again, and not at all after the id', async () => {
      const again = Array.from({ length: 100 }, () => ({ title: 'DESC' }));
      const short = await page({ orderBy: [{ title: 'ASC' }], first: 2 });
      const long = await page({ orderBy: [{ title: 'ASC' }, ...again, { id: 'ASC' }], first: 2 });
      expect(long.edges.map(({ node }) => node)).toEqual(short.edges.map(({ node }) => node));
      expect(long.pageInfo.endCursor).toHaveLength(short.pageInfo.endCursor?.length ?? 0);
      const idFirst = await page({ orderBy: [{ id: 'DESC' }, { content: 'ASC' }], first: 2 });
      const idOnly = await page({ orderBy: [{ id: 'DESC' }], first: 2 });
      expect(idFirst).toEqual(idOnly);
    });
  });
});

describe('the longest cursor', () => {
  it.each([
    ['an integer', intKind, 2_147_483_647, 0],
    ['a text', stringKind, '\u0001'.repeat(MAX_KEY_CHARACTERS), 2048],
  ])('is no longer than what is taken back, where the key is %s', (_what, kind, value, more) => {
    const codec = new CursorCodec('x'.repeat(32));
    const key = { name: 'id', kind: keyKindOf(kind as KindOfKeys) } as Column;
    const model = { id: { ...key, parts: [key] } } as unknown as Model;
    const column = { kind: stringKind, model } as Column;
    const item: OrderItem = {
      path: [],
      summary: null,
      column,
      isDescending: false,
      areNullsFirst: false,
    };
    const id: OrderItem = { ...item, column: { ...key, model } };
    const sizes = Array.from({ length: MAX_ORDER_KEYS }, (_, texts) => {
      const order = [...Array<OrderItem>(texts).fill(item), id];
      const place = { order, fingerprint: fingerprintOf('Query.posts', []) };
      const position = [...Array<string>(texts).fill('\u0001'.repeat(LONG)), value];
      const cursor = codec.encode(place, position);
      const read = codec.decode(cursor, { ...place, argument: 'after' });
      expect(read).toHaveLength(order.length);
      expect(read.at(-1)).toBe(value);
      return cursor.length;
    });
    expect(Math.max(...sizes)).toBeLessThanOrEqual(MAX_CURSOR_CHARACTERS + more);
  });
});

/** By code point; null after all others. */
function compare(a: string | null, b: string | null): number {
  if (a === null || b === null) {
    return Number(a === null) - Number(b === null);
  }
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
