import type { EventSubscriber, TransactionEventArgs } from '@mikro-orm/core';
import type { Orm } from '../../src/database/orm.js';
import { TestApi } from '../support/api.js';
import { describeEachDatabase } from '../support/databases.js';
import { fillUsers } from '../support/fixtures.js';
import { ADMIN, CHEAP_PASSWORDS } from '../support/viewers.js';

const COMPANION = `insert into tags (created_at, updated_at, version, name, name_key)
  select created_at, updated_at, 1, 'companion', 'companion' from tags where name_key = 'first'`;

/** Writes a row of its own into the transaction of a tag, when that is about to commit. */
class Companion implements EventSubscriber {
  readonly #orm: Orm;

  constructor(orm: Orm) {
    this.#orm = orm;
  }

  async beforeTransactionCommit({ transaction }: TransactionEventArgs): Promise<void> {
    await this.#orm.em.getConnection('write').execute(COMPANION, [], 'run', transaction);
  }
}

describeEachDatabase('a subscriber of the ORM', (database) => {
  let api: TestApi;
  beforeAll(async () => {
    api = await TestApi.start(database, { env: CHEAP_PASSWORDS });
    await fillUsers(api.app.orm, { users: 1, posts: 0 });
  });
  afterAll(() => api.stop());

  it('may write until the commit of a mutation', async () => {
    const { orm } = api.app;
    orm.em.getEventManager().registerSubscriber(new Companion(orm));
    const { body } = await api.ask(
      'mutation { createTag(input: { name: "first" }) { tag { name } errors { code } } }',
      { viewer: ADMIN },
    );
    expect(body.data).toEqual({ createTag: { tag: { name: 'first' }, errors: [] } });
    const rows = await orm.em
      .fork()
      .execute<{ name: string }[]>(
        `select name from tags where name_key in ('first', 'companion') order by id`,
      );
    expect(rows).toEqual([{ name: 'first' }, { name: 'companion' }]);
  });
});
