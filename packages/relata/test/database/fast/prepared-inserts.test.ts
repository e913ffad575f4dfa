import { raw, UniqueConstraintViolationException } from '@mikro-orm/core';
import type { SqlEntityManager } from '@mikro-orm/sql';
import * as fc from 'fast-check';
import { Post, Profile, Tag, type User } from '../../blog/models/index.js';
import { Gender } from '../../blog/models/enums.js';
import type { JsonValue } from '../../../src/kinds/canonical-json.js';
import { openSession } from '../../../src/request/session.js';
import {
  observeStatements,
  type ObservedStatement,
} from '../../../src/database/statements/statement-log.js';
import { describeEachDatabase, TestDatabase } from '../../support/databases.js';
import { newPost, newUser } from '../../support/rows.js';

/** What texts may have that means something in a statement. */
const special = fc.constantFrom(
  `'`,
  `''`,
  '\\',
  `\\'`,
  '?',
  '??',
  '$1',
  '"',
  ':a',
  '--',
  '\n',
  'é',
  '😀',
);
const text = fc
  .array(fc.oneof(special, fc.string({ unit: 'grapheme-ascii' })), { maxLength: 6 })
  .map((parts) => parts.join(''));
const dateTime = fc.date({
  min: new Date('0100-01-01'),
  max: new Date('9999-01-01'),
  noInvalidDate: true,
});
const nullable = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(values);

interface Row {
  readonly firstName: string;
  readonly lastName: string | null;
  readonly age: number | null;
  readonly interests: string[] | null;
  readonly contacts: JsonValue | null;
  readonly bio: string | null;
  readonly avatar: Buffer | null;
  readonly createdAt: Date;
}

const row: fc.Arbitrary<Row> = fc.record({
  firstName: text,
  lastName: nullable(text),
  age: nullable(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })),
  interests: nullable(fc.array(text, { maxLength: 3 })),
  contacts: nullable(fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<JsonValue>),
  bio: nullable(text),
  avatar: nullable(fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes))),
  createdAt: dateTime,
});

describeEachDatabase(
  'inserts of single rows',
  (database) => {
    const isPrepared = ({ sql }: ObservedStatement): boolean => /values \((\?|\$1)/.test(sql);

    /** The statements that insert, but for those the ORM wrote the values into. */
    async function observed(work: () => Promise<void>): Promise<ObservedStatement[]> {
      const seen: ObservedStatement[] = [];
      const end = observeStatements(database.orm, (statement) => seen.push(statement));
      await work();
      end();
      return seen.filter(({ sql, isFormatted }) => sql.startsWith('insert') && !isFormatted);
    }

    async function inTransaction(work: (em: SqlEntityManager) => Promise<void>): Promise<void> {
      const em = openSession(database.orm);
      await em.begin();
      await work(em);
      await em.commit();
    }

    /** Stores a row for a new user, alone or together with another one. @returns what is stored */
    async function store(em: SqlEntityManager, values: Row, isAlone: boolean): Promise<unknown> {
      const users = [newUser(em), ...(isAlone ? [] : [newUser(em)])];
      await em.flush();
      const make = (user: User): Profile => {
        const given = { ...values, gender: Gender.OTHER, user } as never;
        return em.create(Profile, given);
      };
      const [profile] = users.map(make);
      await em.flush();
      const [stored] = await em.execute<Record<string, unknown>[]>(
        'select * from profiles where id = ?',
        [profile?.id],
      );
      em.clear();
      return { ...stored, id: 0, user_id: 0, updated_at: 0 };
    }

    it('store what the ORM stores, whatever the values', async () => {
      const prepared = await observed(() =>
        inTransaction(async (em) => {
          await fc.assert(
            fc.asyncProperty(row, async (values) => {
              expect(await store(em, values, true)).toEqual(await store(em, values, false));
            }),
            { numRuns: 200 },
          );
        }),
      );
      // Rows with bytes, lists or JSON objects are the ORM's to write.
      const profiles = prepared.filter(({ sql }) => sql.includes('profiles'));
      expect(profiles.length).toBeGreaterThan(20);
      expect(profiles.every(isPrepared)).toBe(true);
    });

    it('give the key, from the second of a kind on by a statement that has no values', async () => {
      const seen = await observed(async () => {
        for (let time = 0; time < 3; time += 1) {
          await inTransaction(async (em) => {
            const author = newUser(em);
            await em.flush();
            const post = newPost(em, author, `It's ${String(time)}`);
            await em.flush();
            const stored = await openPost(em, post.id);
            expect(stored).toEqual({ title: `It's ${String(time)}`, author_id: author.id });
          });
        }
      });
      const posts = seen.filter(({ sql }) => sql.includes('posts'));
      expect(posts.map(({ parameters, rows }) => [parameters.at(-4), rows])).toEqual([
        [`It's 1`, 1],
        [`It's 2`, 1],
      ]);
    });

    it('are the ORM’s where a value is an expression, or rows come together', async () => {
      const seen = await observed(() =>
        inTransaction(async (em) => {
          const author = newUser(em);
          await em.flush();
          const post = em.create(Post, { author, title: raw<string>(`upper('a')`), content: 'c' });
          await em.flush();
          expect(await openPost(em, post.id)).toMatchObject({ title: 'A' });
          newPost(em, author);
          newPost(em, author);
          await em.flush();
        }),
      );
      expect(seen.filter(({ sql }) => sql.includes('posts'))).toEqual([]);
    });

    it('fail as the ORM has them fail, and leave a transaction that can only be rolled back', async () => {
      await inTransaction(async (em) => {
        newUser(em, { username: 'once' });
        await em.flush();
      });
      for (const isFirst of [true, false]) {
        const em = openSession(database.orm);
        await em.begin();
        if (!isFirst) {
          newUser(em);
          await em.flush();
        }
        newUser(em, { username: 'once' });
        await expect(em.flush()).rejects.toThrow(UniqueConstraintViolationException);
        const after = em.fork({ keepTransactionContext: true }).execute('select 1 as one');
        await (database.dialect === 'postgresql'
          ? expect(after).rejects.toThrow('current transaction is aborted')
          : expect(after).resolves.toEqual([{ one: 1 }]));
        await em.rollback();
      }
    });

    it('go with their transaction', async () => {
      const em = openSession(database.orm);
      await em.begin();
      const { username } = newUser(em);
      await em.flush();
      await em.rollback();
      const rows = await openSession(database.orm).execute(
        'select id from users where username = ?',
        [username],
      );
      expect(rows).toEqual([]);
    });
  },
  { env: { FAST_PATH: 'on' } },
);

async function openPost(em: SqlEntityManager, id: number): Promise<unknown> {
  const [found] = await em.execute<object[]>('select title, author_id from posts where id = ?', [
    id,
  ]);
  return found;
}

describe('an insert that a trigger turns away', () => {
  const database = new TestDatabase('postgresql', { env: { FAST_PATH: 'on' } });
  beforeAll(() => database.open());
  afterAll(() => database.close());

  it('gives no key', async () => {
    const keys: unknown[] = [];
    const create = async (): Promise<void> => {
      const em = openSession(database.orm);
      await em.begin();
      const tag = em.create(Tag, { name: `tag ${String(keys.length)}` });
      await em.flush();
      keys.push(tag.id);
      await em.commit();
    };
    await create();
    await create();
    await openSession(database.orm).execute(
      `create function turn_away() returns trigger language plpgsql as 'begin return null; end';
       create trigger turn_away before insert on tags for each row execute function turn_away()`,
    );
    await create();
    expect(keys).toEqual([1, 2, undefined]);
  });
});
