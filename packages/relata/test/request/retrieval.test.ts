import { NotFoundError, NotUniqueRowError } from '../../src/errors.js';
import { Post, Profile, Tag, User } from '../blog/models/index.js';
import { all, first, insertMany, one, oneOrNull, selected } from '../../src/request/retrieval.js';
import { openSession, withSession } from '../../src/request/session.js';
import { observeStatements } from '../../src/database/statements/statement-log.js';
import { describeEachDatabase } from '../support/databases.js';
import { newPost, newUser } from '../support/rows.js';

describeEachDatabase('retrieval', (database) => {
  beforeAll(() =>
    withSession(database, async (em) => {
      const [ann, ben] = [newUser(em, { username: 'ann' }), newUser(em, { username: 'ben' })];
      for (const title of ['one', 'two', 'three']) {
        newPost(em, ann, title);
      }
      newPost(em, ben, 'four');
      await em.flush();
    }),
  );

  it('finds all rows, in the order of their ids', async () => {
    const em = openSession(database.orm);
    expect((await all(em, Post)).map(({ title }) => title)).toEqual([
      'one',
      'two',
      'three',
      'four',
    ]);
  });

  it('finds by filters on any column, by related rows, with and, or, not', async () => {
    const em = openSession(database.orm);
    const titles = async (where: object): Promise<string[]> =>
      (await all(em, Post, { where })).map(({ title }) => title);
    expect(await titles({ author: { username: 'ben' } })).toEqual(['four']);
    expect(await titles({ $or: [{ title: 'one' }, { title: 'four' }] })).toEqual(['one', 'four']);
    expect(await titles({ $not: { title: 'one' }, author: { username: 'ann' } })).toEqual([
      'two',
      'three',
    ]);
    expect(
      (await all(em, User, { where: { posts: { title: 'four' } } })).map(
        ({ username }) => username,
      ),
    ).toEqual(['ben']);
  });

  it('finds the first row in the order given', async () => {
    const em = openSession(database.orm);
    expect((await first(em, Post))?.title).toBe('one');
    expect((await first(em, Post, { orderBy: { title: 'asc' } }))?.title).toBe('four');
    expect(await first(em, Post, { where: { title: 'none' } })).toBeNull();
  });

  it('finds exactly one row, or says why not', async () => {
    const em = openSession(database.orm);
    expect((await one(em, Post, { title: 'two' })).title).toBe('two');
    await expect(one(em, Post, { title: 'none' })).rejects.toThrow(NotFoundError);
    await expect(one(em, Post, { author: { username: 'ann' } })).rejects.toThrow(NotUniqueRowError);
  });

  it('finds one row or null, and errors on several', async () => {
    const em = openSession(database.orm);
    expect((await oneOrNull(em, Post, { title: 'two' }))?.title).toBe('two');
    expect(await oneOrNull(em, Post, { title: 'none' })).toBeNull();
    await expect(oneOrNull(em, Post, {})).rejects.toThrow('More than one Post matches');
  });

  it('reads selected columns only', async () => {
    const statements: string[] = [];
    const end = observeStatements(database.orm, ({ sql }) => statements.push(sql));
    const rows = await selected(openSession(database.orm), Post, {
      columns: ['title', 'createdAt'],
      where: { title: 'one' },
    });
    end();
    expect(rows).toEqual([{ title: 'one', createdAt: expect.any(Date) as Date }]);
    expect(statements).toHaveLength(1);
    expect(statements[0]).not.toContain('content');
  });

  it('inserts many rows and returns their ids in order', async () => {
    const em = openSession(database.orm);
    const names = Array.from(
      { length: 1203 },
      (_, index) => `Tag ${String((index * 7919) % 1203)}`,
    );
    const statements: string[] = [];
    const end = observeStatements(database.orm, ({ sql }) => statements.push(sql));
    const ids = await insertMany(
      em,
      Tag,
      names.map((name) => ({ name })),
    );
    end();
    expect(statements.length).toBeLessThan(12);
    const rows = await selected(em, Tag, { columns: ['id', 'name', 'nameKey'] });
    const byId = new Map(rows.map((row) => [row.id, row]));
    expect(ids.map((id) => byId.get(id)?.name)).toEqual(names);
    expect(rows.every(({ name, nameKey }) => nameKey === name.toLowerCase())).toBe(true);
  });

  it('inserts many in the transaction of the session, all or none', async () => {
    const tags = (): Promise<number> =>
      openSession(database.orm).count(Tag, { name: { $like: 'Many%' } });
    await expect(
      withSession(database, async (em) => {
        await insertMany(em, Tag, [{ name: 'Many 1' }, { name: 'Many 2' }]);
        throw new TypeError('undo');
      }),
    ).rejects.toThrow('undo');
    expect(await tags()).toBe(0);
    const twice = insertMany(openSession(database.orm), Tag, [
      { name: 'Many 1' },
      { name: 'MANY 1' },
    ]);
    await expect(twice).rejects.toThrow(/unique/i);
    expect(await tags()).toBe(0);
  });

  it('creates a row and its related row in one transaction', async () => {
    const id = await withSession(database, async (em) => {
      const user = newUser(em);
      await em.flush();
      const userId = user.id;
      em.create(Profile, { user: userId, firstName: 'A', gender: 'OTHER' });
      return userId;
    });
    const user = await openSession(database.orm).findOneOrFail(User, id, { populate: ['profile'] });
    expect(user.profile?.$.firstName).toBe('A');
  });
});
