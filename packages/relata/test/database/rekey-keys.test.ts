import type { Migration } from '@mikro-orm/migrations';
import { rekey } from '../../src/database/migrations/rekey.js';
import { openSession } from '../../src/request/session.js';
import { describeDatabases } from '../../src/testing/describe-each-database.js';
import { TestDatabase } from '../../src/testing/test-database.js';
import { dialectsOfRun } from '../../src/testing/test-run.js';
import { harbour } from '../harbour/harbour.js';

const databases = dialectsOfRun().map((dialect) => new TestDatabase(harbour, dialect));

describeDatabases('keys of unique texts, in a table whose key is a text', databases, (database) => {
  it('are computed anew', async () => {
    const em = openSession(database.orm);
    const migration = {
      execute: (sql: string, values: readonly unknown[] = []) => em.execute(sql, [...values]),
    } as unknown as Migration;
    for (const code of ['a', '~', '']) {
      await em.execute('insert into ports (code, name) values (?, ?)', [code, code.toUpperCase()]);
    }
    const of = { table: 'ports', text: 'code', key: 'name', id: 'code' };
    await rekey(migration, [of], (text) => `key of ${text === '' ? 'none' : text}`);
    expect(await em.execute('select code, name from ports order by code')).toEqual([
      { code: '', name: 'key of none' },
      { code: 'a', name: 'key of a' },
      { code: '~', name: 'key of ~' },
    ]);
  });
});
