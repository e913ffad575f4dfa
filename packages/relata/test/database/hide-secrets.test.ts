import { HIDDEN, withoutSecrets } from '../../src/database/statements/hide-secrets.js';
import { secretColumnsOf } from '../../src/database/statements/secret-columns.js';
import { describeEachDatabase } from '../support/databases.js';

const SECRETS = new Map([['password_hash', new Set(['users'])]]);

/** What is shown of the values of a statement, `-` where nothing is. */
function shown(sql: string, parameters: readonly unknown[]): string {
  const statement = { sql, parameters, milliseconds: 0, isFormatted: true };
  const { parameters: left } = withoutSecrets(statement, SECRETS);
  return left.map((value) => (value === HIDDEN ? '-' : String(value))).join(' ');
}

describe('values of secret columns', () => {
  // prettier-ignore
  const statements: readonly (readonly [string, readonly unknown[], string])[] = [
    ['insert into `users` (`a`, `password_hash`, `b`) values (?, ?, ?)', ['a', 'h', 'b'], 'a - b'],
    ['insert into "users" ("password_hash", "b") values ($1, $2) returning "id"', ['h', 'b'], '- b'],
    ['insert into users (a, password_hash) values (?, ?), (?, ?),(?,?)', ['a', 'h', 'b', 'h', 'c', 'h'], 'a - b - c -'],
    ['insert into users (a, password_hash, b) values (coalesce(?, f(?, 1)), upper(?), ?)', ['a', 'b', 'h', 'c'], 'a b - c'],
    ["insert into users (a, password_hash) values (',(?', ?)", ['h'], '-'],
    ['insert into users (a, password_hash) values (?, ?) on conflict (a) do update set password_hash = ?, a = ?', ['a', 'h', 'h', 'b'], 'a - - b'],
    ['insert into users (a, password_hash) select ?, ?', ['a', 'h'], '- -'],
    ['update `users` set `password_hash` = ?, `a` = ? where `id` = ?', ['h', 'a', 3], '- a 3'],
    ['update users set a = $2 where password_hash = $1 and id in ($3, $4)', ['h', 'a', 3, 4], '- a - -'],
    ['update users set password_hash = case when (id = ?) then ? when (id = ?) then ? else password_hash end where id in (?, ?)', [1, 'h', 2, 'i', 1, 2], '1 - 2 - - -'],
    ['update users set a = $1, password_hash = $1 where b = $2', ['h', 'b'], '- b'],
    ['update users set password_hash = $1, a = $1 where b = $2', ['h', 'b'], '- b'],
    ['select u.password_hash from users u where u.name_key = ? limit ?', ['a', 1], 'a -'],
    ['select 1 from "users" "u" where "u"."password_hash" <> ? and ? = "u"."password_hash"', ['h', 'h'], '- -'],
    ['delete from users where password_hash in (?, ?)', ['h', 'i'], '- -'],
    ['select password_hash from accounts where x in (?)', ['a'], 'a'],
    ['select a from users where b in (?)', ['b'], 'b'],
  ];
  it.each(statements)('are hidden: %s', (sql, parameters, expected) => {
    expect(shown(sql, parameters)).toBe(expected);
  });

  it('are hidden where they stand in the text itself', () => {
    const statement = { parameters: [], milliseconds: 0, isFormatted: false };
    const sql = "update users set password_hash = 'it''s', a = 'b' where id = 3";
    expect(withoutSecrets({ ...statement, sql }, SECRETS).sql).toBe(
      "update users set password_hash = '…', a = '…' where id = 3",
    );
    const other = "update posts set a = 'b'";
    expect(withoutSecrets({ ...statement, sql: other }, SECRETS).sql).toBe(other);
  });
});

describeEachDatabase('secret columns', (database) => {
  it('are those of hashes and digests', () => {
    expect(secretColumnsOf(database.orm.getMetadata())).toEqual(
      new Map([
        ['password_hash', new Set(['users'])],
        ['digest', new Set(['refresh_tokens'])],
        ['subject', new Set(['sign_in_throttles'])],
      ]),
    );
  });
});
