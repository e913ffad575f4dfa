import fc from 'fast-check';
import { inOneLine, layOutSql } from '../../src/database/statements/sql-layout.js';

describe('the layout of SQL', () => {
  it('begins a line with each clause and indents statements within', () => {
    expect(
      layOutSql(
        `select u."id", coalesce((select json_group_array(t.name order by t.id) from (select * from tags order by id limit ?) t), '[]') from "users" u left join profiles p on p.user_id = u.id where u.a is distinct from 'from  (select' and (u.b = 1 or u.c = 2) group by u.id order by u.id for update`,
      ).split('\n'),
    ).toEqual([
      'select u."id", coalesce((',
      '  select json_group_array(t.name order by t.id)',
      '  from (',
      '    select *',
      '    from tags',
      '    order by id',
      '    limit ?',
      '  ) t',
      "), '[]')",
      'from "users" u',
      'left join profiles p on p.user_id = u.id',
      "where u.a is distinct from 'from  (select'",
      '  and (u.b = 1 or u.c = 2)',
      'group by u.id',
      'order by u.id',
      'for update',
    ]);
  });

  it('lays writes out, too', () => {
    expect(
      layOutSql(
        'insert into "a" ("b") values (?), (?) on conflict ("b") do update set "c" = ?\n      returning "id"',
      ).split('\n'),
    ).toEqual([
      'insert into "a" ("b")',
      'values (?), (?)',
      'on conflict ("b") do update',
      'set "c" = ?',
      'returning "id"',
    ]);
    expect(layOutSql('with x as (select 1) select * from x -- all\nwhere 1').split('\n')).toEqual([
      'with x as (',
      '  select 1',
      ')',
      'select *',
      'from x -- all',
      'where 1',
    ]);
  });

  it('is left out where there is one line only, but not within quotes', () => {
    expect(inOneLine('\nselect \'a\n  b\'\n  from "x  y"\n')).toBe(`select 'a\n  b' from "x  y"`);
  });

  it('changes nothing but white space outside of quotes, whatever it is given', () => {
    const piece = fc.constantFrom(
      ...['select', 'from', 'left', 'join', 'order', 'by', 'and', '(', ')', ',', ' ', '\n', 'x'],
      ...["'a  b'", '"c  (select"', '`d`', '?', '$1', 'is distinct', 'with', '/* e  */'],
    );
    const bare = (sql: string): string => sql.replaceAll(/('[^']*'|"[^"]*")|\s+/g, '$1');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const sql = pieces.join('');
        expect(bare(layOutSql(sql))).toBe(bare(sql));
        expect(bare(inOneLine(sql))).toBe(bare(sql));
      }),
    );
  });
});
