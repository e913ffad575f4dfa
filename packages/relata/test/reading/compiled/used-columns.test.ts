import { sql } from 'kysely';
import { usedColumns } from '../../../src/reading/compiled/used-columns.js';

describe('the columns that expressions use', () => {
  it('are those of the table asked for, each once, also within subqueries', () => {
    const title = sql`json_quote(${sql.ref('t1.title')})`;
    const nested = sql`(select ${sql.ref('t2.name')} from tags as t2 where t2.id = ${sql.ref('t1.id')})`;
    expect(usedColumns([title, sql`concat(${title}, ${nested})`], 't1')).toEqual(['title', 'id']);
    expect(usedColumns([title, nested], 't2')).toEqual(['name']);
  });

  it('are none where nothing is read of a row', () => {
    expect(usedColumns([sql`count(*)`, sql.lit('Post')], 't1')).toEqual([]);
  });
});
