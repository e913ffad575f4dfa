import { TABLES } from '../support/application.js';
import { User } from '../blog/models/index.js';
import { createOrm } from '../../src/database/orm.js';
import { openSession, withSession } from '../../src/request/session.js';
import { observeStatements } from '../../src/database/statements/statement-log.js';
import { describeEachDatabase } from '../support/databases.js';
import { newPost, newUser } from '../support/rows.js';

describeEachDatabase('sessions', (database) => {
  const usersNamed = (username: string): Promise<number> =>
    openSession(database.orm).count(User, { username });

  it('commits once when the work is done', async () => {
    const statements: string[] = [];
    const end = observeStatements(database.orm, ({ sql }) =>
      statements.push(sql.split(' ')[0] ?? ''),
    );
    const id = await withSession(database, async (em) => {
      const user = newUser(em, { username: 'committed' });
      await em.flush();
      newPost(em, user);
      return user.id;
    });
    end();
    expect(statements).toEqual(['begin', 'insert', 'insert', 'commit']);
    expect(id).toBeGreaterThan(0);
    expect(await usersNamed('committed')).toBe(1);
  });

  it('leaves nothing when the work throws, and throws what it threw', async () => {
    const failure = new TypeError('no');
    await expect(
      withSession(database, async (em) => {
        newUser(em, { username: 'undone' });
        await em.flush();
        throw failure;
      }),
    ).rejects.toBe(failure);
    expect(await usersNamed('undone')).toBe(0);
  });

  it('leaves nothing when the commit fails', async () => {
    await expect(
      withSession(database, async (em) => {
        newUser(em, { username: 'twice', email: 'one@example.com' });
        await em.flush();
        newUser(em, { username: 'TWICE', email: 'two@example.com' });
      }),
    ).rejects.toThrow(/unique/i);
    expect(await usersNamed('twice')).toBe(0);
  });

  it('shares no identity map between 200 interleaved sessions', async () => {
    const id = await withSession(database, async (em) => {
      const user = newUser(em);
      await em.flush();
      return user.id;
    });
    const seen = await Promise.all(
      Array.from({ length: 200 }, async (_, index) => {
        const em = openSession(database.orm);
        const user = await em.findOneOrFail(User, id);
        user.username = `changed by ${String(index)}`;
        await new Promise((resolve) => setImmediate(resolve));
        const again = await em.findOneOrFail(User, id);
        expect(again.username).toBe(`changed by ${String(index)}`);
        return again;
      }),
    );
    expect(new Set(seen).size).toBe(200);
  });

  it('has its own connection run statements in its transaction, however it is asked for', async () => {
    const names = (): Promise<number> => usersNamed('by hand');
    const failure = new TypeError('no');
    const work = withSession(database, async (em) => {
      const user = newUser(em, { username: 'flushed' });
      await em.flush();
      for (const connection of [em.getConnection(), em.getConnection('write')]) {
        const rows = await connection.execute<{ id: number }[]>(
          'select id from users where username = ?',
          ['flushed'],
        );
        expect(rows.map(({ id }) => id)).toEqual([user.id]);
      }
      await em
        .getConnection()
        .execute("update users set username = 'by hand' where id = ?", [user.id]);
      await em.refresh(user);
      expect(user.username).toBe('by hand');
      const outside = await em
        .getConnection('read')
        .execute<unknown[]>("select id from users where username = 'by hand'");
      expect(outside).toEqual([]);
      throw failure;
    });
    await expect(work).rejects.toBe(failure);
    expect(await names()).toBe(0);
    // Once it is over, it is nobody's.
    const em = openSession(database.orm);
    await em.begin();
    await em.rollback();
    expect(await em.getConnection().execute('select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('refuses the entity manager that all would share', async () => {
    await expect(database.orm.em.find(User, {})).rejects.toThrow(/global/i);
  });

  it('writes nothing by a read, whatever has changed in the session', async () => {
    const statements: string[] = [];
    const em = openSession(database.orm);
    const user = newUser(em);
    await em.flush();
    user.username = 'dirty';
    newUser(em, { username: 'pending' });
    const end = observeStatements(database.orm, ({ sql }) => statements.push(sql));
    await em.find(User, { username: 'dirty' });
    await em.findOne(User, { username: 'pending' });
    await em.count(User);
    end();
    expect(statements).toHaveLength(3);
    expect(statements.every((sql) => sql.startsWith('select'))).toBe(true);
  });

  it('reads and goes on after an aborted signal', async () => {
    const controller = new AbortController();
    const em = openSession(database.orm, controller.signal);
    await em.count(User);
    controller.abort(new TypeError('left'));
    await expect(em.count(User)).rejects.toThrow('left');
    expect(await openSession(database.orm).count(User)).toBeGreaterThan(0);
  });

  it('gets connections back from errors, failed transactions and clients that leave', async () => {
    const settings = { ...database.settings.database, poolMax: 2 };
    const orm = await createOrm(settings, TABLES);
    for (let round = 0; round < 10; round += 1) {
      const controller = new AbortController();
      const em = openSession(orm, controller.signal);
      await expect(em.execute('select 1 from nowhere')).rejects.toThrow(/nowhere/);
      await expect(
        withSession({ orm }, (inner) => inner.execute('select 1 from nowhere')),
      ).rejects.toThrow(/nowhere/);
      const work = em.transactional(async (inner) => {
        controller.abort(new TypeError('left'));
        await inner.count(User);
      });
      await expect(work).rejects.toThrow('left');
    }
    expect(await openSession(orm).count(User)).toBeGreaterThan(0);
    await withSession({ orm }, (em) => em.count(User));
    await orm.close(true);
  });
});
