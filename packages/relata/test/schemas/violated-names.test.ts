import { violationOf } from '../../src/writing/violations/violation-of.js';

const failure = (message: string, fields: object): Error =>
  Object.assign(new Error(message), fields);

describe('names that a database tells of what was violated', () => {
  it.each([
    [
      'PostgreSQL, quoted',
      failure('', {
        code: '23505',
        table: 'Select',
        detail: 'Key ("from ""where""", b)=(x, 1) already exists.',
      }),
      ['from "where"', 'b'],
    ],
    [
      'SQLite, as they are',
      failure('UNIQUE constraint failed: Select.from "where", Select.lock no', {
        code: 'SQLITE_CONSTRAINT_UNIQUE',
      }),
      ['from "where"', 'lock no'],
    ],
  ])('are read from %s', (_what, error, names) => {
    expect(violationOf(error)).toMatchObject({ kind: 'taken', table: 'Select', names });
  });
});
