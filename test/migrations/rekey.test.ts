import { User } from '../../src/models/index.js';
import { StartupError } from '../../packages/relata/src/errors.js';
import { openSession } from '../../packages/relata/src/request/session.js';
import { describeEachDatabase } from '../databases.js';

const BEFORE = 'Migration20261121072000_seed_plan_permission';
const OURS = 'Migration20261127204500_fold_unique_keys';

/** Rows as an older version wrote them: their keys have what nobody sees. */
const oldKey = (text: string): string => text.normalize('NFKC').toLowerCase();

describeEachDatabase(
  'the migration of unique keys',
  (database) => {
    const execute = <T extends object>(
      sql: string,
      values: readonly unknown[] = [],
    ): Promise<T[]> => openSession(database.orm).execute<T[]>(sql, [...values]);
    const addUser = (username: string, email: string): Promise<unknown> =>
      execute(
        'insert into users (username, username_key, email, email_key, password_hash) values (?, ?, ?, ?, ?)',
        [username, oldKey(username), email, oldKey(email), 'x'],
      );
    const addTag = (name: string): Promise<unknown> =>
      execute('insert into tags (name, name_key) values (?, ?)', [name, oldKey(name)]);
    const keys = async (): Promise<readonly unknown[]> => [
      ...(await execute('select username, username_key, email_key from users order by id')),
      ...(await execute('select name, name_key from tags order by id')),
    ];
    const failure = async (): Promise<Error> => {
      try {
        await database.orm.migrator.up();
      } catch (error) {
        return error as Error;
      }
      throw new TypeError('It migrated');
    };

    beforeEach(async () => {
      await database.orm.migrator.up({ to: BEFORE });
    });
    afterEach(async () => {
      await execute('delete from users');
      await execute('delete from tags');
      if ((await database.orm.migrator.getExecuted()).some(({ name }) => name === OURS)) {
        await database.orm.migrator.down({ to: BEFORE });
      }
    });

    it('computes them anew, and those of before on the way back', async () => {
      await addUser('Mi\u00adra ', 'mira@example.org');
      await addUser('Sol\u200b\tÉ', '\ufeffSol@example.org');
      await addTag('\u3164GraphQL');
      await addTag('plain');
      const before = await keys();
      await database.orm.migrator.up();
      expect(await keys()).toEqual([
        { username: 'Mi\u00adra ', username_key: 'mira', email_key: 'mira@example.org' },
        { username: 'Sol\u200b\tÉ', username_key: 'sol é', email_key: 'sol@example.org' },
        { name: '\u3164GraphQL', name_key: 'graphql' },
        { name: 'plain', name_key: 'plain' },
      ]);
      await database.orm.migrator.down({ to: BEFORE });
      expect(await keys()).toEqual(before);
    });

    it('gives a row the key of another that gets a new one, too', async () => {
      const addKeyed = (name: string, key: string): Promise<unknown> =>
        execute('insert into tags (name, name_key) values (?, ?)', [name, key]);
      await addKeyed('first', 'second');
      await addKeyed('sec\u00adond', 'sec\u00adond');
      await database.orm.migrator.up();
      expect(await keys()).toEqual([
        { name: 'first', name_key: 'first' },
        { name: 'sec\u00adond', name_key: 'second' },
      ]);
    });

    it('goes through more rows than it reads at a time', async () => {
      const rows = Array.from({ length: 2500 }, (_, index) => `t\u00ad${String(index)}`);
      const em = openSession(database.orm);
      for (const part of [rows.slice(0, 1250), rows.slice(1250)]) {
        await em.execute(
          `insert into tags (name, name_key) values ${part.map(() => '(?, ?)').join(', ')}`,
          part.flatMap((name) => [name, name]),
        );
      }
      await database.orm.migrator.up();
      const found = await execute<{ name_key: string }>('select name_key from tags order by id');
      expect(found.map((row) => row.name_key)).toEqual(rows.map((_, index) => `t${String(index)}`));
    });

    it('stops where rows would have one key, names them all and changes nothing', async () => {
      await addUser('mira', 'a@example.org');
      await addUser('mi\u00adra', 'b@example.org');
      await addUser('other', 'c@example.org');
      await addUser('MIRA ', 'c@example.org\u200b');
      await addTag('\u200b');
      await addTag('so\u2060l');
      await addTag('sol ');
      const before = await keys();
      const error = await failure();
      expect(error).toBeInstanceOf(StartupError);
      const ids = await execute<{ id: number }>('select id from users order by id');
      const [first, second, third, fourth] = ids.map(({ id }) => String(id)) as [
        string,
        string,
        string,
        string,
      ];
      const tags = await execute<{ id: number }>('select id from tags order by id');
      const [blank, soft, spaced] = tags.map(({ id }) => String(id)) as [string, string, string];
      expect(error.message.split('\n').slice(1, -1)).toEqual([
        `  users.username: ${first} "mira", ${second} "mi\\u{ad}ra", ${fourth} "MIRA " would be one`,
        `  users.email: ${third} "c@example.org", ${fourth} "c@example.org\\u{200b}" would be one`,
        `  tags.name: ${blank} "\\u{200b}" would be empty`,
        `  tags.name: ${soft} "so\\u{2060}l", ${spaced} "sol " would be one`,
      ]);
      expect(await keys()).toEqual(before);
      const executed = await database.orm.migrator.getExecuted();
      expect(executed.map(({ name }) => name)).toContain(BEFORE);
      expect(executed.map(({ name }) => name)).not.toContain(OURS);

      // As docs/operations.md says.
      await execute(`update users set username = 'mira2', username_key = 'mira2' where id = ?`, [
        second,
      ]);
      await execute(`update users set username = 'mira4', username_key = 'mira4' where id = ?`, [
        fourth,
      ]);
      await execute(
        `update users set email = 'd@example.org', email_key = 'd@example.org' where id = ?`,
        [fourth],
      );
      await execute('delete from tags where id in (?, ?)', [blank, soft]);
      await database.orm.migrator.up();
      const found = await openSession(database.orm).find(User, {}, { orderBy: { id: 'asc' } });
      expect(found.map(({ usernameKey }) => usernameKey)).toEqual([
        'mira',
        'mira2',
        'other',
        'mira4',
      ]);
    });

    it('tells of twenty at most', async () => {
      for (let index = 0; index < 25; index += 1) {
        await addTag(`t${String(index)}`);
        await addTag(`t\u00ad${String(index)}`);
      }
      const { message } = await failure();
      expect(message.match(/would be one/g)).toHaveLength(20);
      expect(message).toContain('and 5 more');
    });
  },
  { migrated: false },
);
