import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { Post, Profile, Tag, User } from '../blog/models/index.js';
import { openSession, withSession } from '../../src/request/session.js';
import { describeEachDatabase, type TestDatabase } from '../support/databases.js';
import { newPost, newUser } from '../support/rows.js';

const insertUser = (database: TestDatabase): Promise<number> =>
  withSession(database, async (em) => {
    const user = newUser(em);
    await em.flush();
    return user.id;
  });

describeEachDatabase('what models store', (database) => {
  it('has application and database defaults that differ (M5)', async () => {
    const [made, raw] = [await insertUser(database), await insertUser(database)];
    await withSession(database, async (em) => {
      em.create(Profile, { user: made, firstName: 'Made', gender: 'FEMALE' });
      await em.flush();
      await em.execute(
        `insert into profiles (user_id, first_name, gender) values (${String(raw)}, 'Raw', 'MALE')`,
      );
    });
    const em = openSession(database.orm);
    expect((await em.findOneOrFail(Profile, { user: made })).profession).toBe('DEVELOPER');
    const inserted = await em.findOneOrFail(Profile, { user: raw });
    expect(inserted.profession).toBe('UNEMPLOYED');
    expect(inserted.version).toBe(1);
    expect(Math.abs(inserted.createdAt.getTime() - Date.now())).toBeLessThan(60_000);
    expect(inserted.updatedAt).toBeInstanceOf(Date);
  });

  it('keeps an application default that was given', async () => {
    const user = await insertUser(database);
    await withSession(database, async (em) => {
      em.create(Profile, { user, firstName: 'A', gender: 'OTHER', profession: 'WRITER' });
      await em.flush();
    });
    expect((await openSession(database.orm).findOneOrFail(Profile, { user })).profession).toBe(
      'WRITER',
    );
  });

  it('refuses what is no member of an enum, whoever writes it', async () => {
    const user = await insertUser(database);
    const insert = openSession(database.orm).execute(
      `insert into profiles (user_id, first_name, gender) values (${String(user)}, 'Raw', 'ROBOT')`,
    );
    await expect(insert).rejects.toThrow(/check/i);
  });

  it('computes caseless keys on create and update, and holds them unique', async () => {
    const em = openSession(database.orm);
    const user = newUser(em, { username: 'Straße Ⅷ', email: 'Some@Example.com' });
    expect(user.usernameKey).toBe('straße viii');
    await em.flush();
    user.username = 'ÅNGSTRÖM';
    await em.flush();
    expect(user.usernameKey).toBe('ångström');

    const other = openSession(database.orm);
    expect(await other.count(User, { usernameKey: 'ångström' })).toBe(1);
    newUser(other, { username: 'ångström' });
    await expect(other.flush()).rejects.toThrow(/unique/i);
    const third = openSession(database.orm);
    newUser(third, { username: 'another', email: 'SOME@example.COM' });
    await expect(third.flush()).rejects.toThrow(/unique/i);
  });

  it('updates some fields, leaves the others, and raises updatedAt', async () => {
    const id = await insertUser(database);
    const before = await openSession(database.orm).findOneOrFail(User, id);
    await sleep(5);
    await withSession(database, async (em) => {
      (await em.findOneOrFail(User, id)).isActive = false;
    });
    const after = await openSession(database.orm).findOneOrFail(User, id);
    expect(after.isActive).toBe(false);
    expect(after.username).toBe(before.username);
    expect(after.createdAt).toEqual(before.createdAt);
    expect(after.updatedAt.getTime()).toBeGreaterThan(before.updatedAt.getTime());
  });

  it('deletes posts, profile and links with their user, in the database as in the session (M8)', async () => {
    for (const way of ['session', 'sql']) {
      const id = await withSession(database, async (em) => {
        const user = newUser(em);
        const post = newPost(em, user);
        const tag = em.create(Tag, { name: `of ${way}` });
        user.tags.add(tag);
        post.tags.add(tag);
        em.create(Profile, { user, firstName: 'A', gender: 'OTHER' });
        await em.flush();
        return user.id;
      });
      await withSession(database, async (em) => {
        await (way === 'sql'
          ? em.execute(`delete from users where id = ${String(id)}`)
          : em.remove(await em.findOneOrFail(User, id)).flush());
      });
      const em = openSession(database.orm);
      expect(await em.count(Post, { author: id })).toBe(0);
      expect(await em.count(Profile, { user: id })).toBe(0);
      expect(await em.count(Tag, { name: `of ${way}` })).toBe(1);
      expect(await em.execute(`select * from user_tags where user_id = ${String(id)}`)).toEqual([]);
    }
  });

  it('deletes what is taken out of a collection with orphan removal (M8)', async () => {
    const id = await withSession(database, async (em) => {
      const user = newUser(em);
      newPost(em, user, 'stays');
      newPost(em, user, 'goes');
      em.create(Profile, { user, firstName: 'A', gender: 'OTHER' });
      await em.flush();
      return user.id;
    });
    await withSession(database, async (em) => {
      const user = await em.findOneOrFail(User, id, { populate: ['posts', 'profile'] });
      user.posts.remove((post) => post.title === 'goes');
      user.profile = null;
    });
    const em = openSession(database.orm);
    expect((await em.find(Post, { author: id })).map(({ title }) => title)).toEqual(['stays']);
    expect(await em.count(Profile, { user: id })).toBe(0);
  });

  it('gives back JSON, lists, dates, bytes and text as they were', async () => {
    const user = await insertUser(database);
    const values = {
      firstName: 'Ünï \u{1F600} "quoted" \\ back',
      interests: ['a,b', '', '"', '{x}', 'null', '\\', 'Ü \u{1F600}'],
      contacts: { phone: ['1', null, 2.5], 10: true, 9: { b: 1, a: 'ü' }, '': 'empty' },
      avatar: Buffer.from([0, 255, 1, 39, 92, 128]),
      age: 0,
    };
    await withSession(database, async (em) => {
      em.create(Profile, {
        user,
        gender: 'FEMALE',
        ...values,
        createdAt: new Date('2001-02-03T04:05:06.789Z'),
      });
      await em.flush();
    });
    const em = openSession(database.orm);
    const read = await em.findOneOrFail(Profile, { user });
    expect(read).toMatchObject({
      ...values,
      lastName: null,
      bio: null,
      avatar: expect.anything() as Buffer,
    });
    expect(Buffer.from(read.avatar ?? []).equals(values.avatar)).toBe(true);
    expect(read.createdAt.toISOString()).toBe('2001-02-03T04:05:06.789Z');

    const text = sql<{
      json: string;
    }>`select cast(contacts as text) as json from profiles where user_id = ${user}`;
    expect((await text.execute(em.getKysely())).rows).toEqual([
      { json: '{"":"empty","10":true,"9":{"a":"ü","b":1},"phone":["1",null,2.5]}' },
    ]);
  });

  it('tells empty from null, and writes nothing when nothing changed', async () => {
    const user = await insertUser(database);
    await withSession(database, async (em) => {
      em.create(Profile, {
        user,
        firstName: '',
        gender: 'MALE',
        interests: [],
        contacts: [],
        avatar: Buffer.alloc(0),
      });
      await em.flush();
    });
    const em = openSession(database.orm);
    const read = await em.findOneOrFail(Profile, { user });
    expect(read).toMatchObject({ firstName: '', interests: [], contacts: [] });
    expect(read.avatar).toHaveLength(0);
    em.getUnitOfWork().computeChangeSets();
    expect(em.getUnitOfWork().getChangeSets()).toEqual([]);
  });

  it('keeps dates of years 1 to 9999 to the millisecond', async () => {
    const author = await insertUser(database);
    const dateTimes = [
      '0001-01-01T00:00:00.000Z',
      '1969-12-31T23:59:59.999Z',
      '9999-12-31T23:59:59.999Z',
    ];
    for (const dateTime of dateTimes) {
      await withSession(database, async (em) => {
        em.create(Post, { author, title: dateTime, content: '', publishedAt: new Date(dateTime) });
        await em.flush();
      });
    }
    const posts = await openSession(database.orm).find(
      Post,
      { author },
      { orderBy: { publishedAt: 'asc' } },
    );
    expect(posts.map(({ publishedAt }) => publishedAt?.toISOString())).toEqual(dateTimes);
  });

  it('sorts and compares text by code point', async () => {
    const author = await insertUser(database);
    const titles = ['Z', 'a', 'Ä', 'ä', 'é', '\uFFFD', '\u{1F600}'];
    await withSession(database, async (em) => {
      for (const title of [...titles].reverse()) {
        em.create(Post, { author, title, content: '' });
      }
      await em.flush();
    });
    const posts = await openSession(database.orm).find(
      Post,
      { author },
      { orderBy: { title: 'asc' } },
    );
    expect(posts.map(({ title }) => title)).toEqual(titles);
  });
});
