import type { Violation } from './violation.js';

/** `UNIQUE constraint failed: lines.order_id, lines.number`: names stand there as they are. */
const COLUMNS = /^(?:UNIQUE|NOT NULL) constraint failed: (.*\..*)$/s;
const COLUMN = /^([^.]*)\.(.*)$/s;
/** `CHECK constraint failed: ` and the name of the constraint, or else its expression. */
const CHECK = /CHECK constraint failed: (.*)/s;
const FOREIGN_KEY = 'FOREIGN KEY constraint failed';
const SQL_TEXT = /'(?:[^']|'')*'/g;

/** What better-sqlite3 calls a value that is refused for other reasons than those below. */
const REFUSED = /^SQLITE_(?:CONSTRAINT|MISMATCH|TOOBIG)/;

/** Which value it is, SQLite does not say. */
const REFUSED_VALUE: Violation = { kind: 'refused', isMeant: () => false };

/**
 * What SQLite refused. It never says which value it was, and of a foreign key nothing at all.
 * @param code - as better-sqlite3 has it, `SQLITE_CONSTRAINT_UNIQUE`
 */
export function sqliteViolation({ message }: Error, code: string): Violation | null {
  const [, columns = ''] = COLUMNS.exec(message) ?? [];
  const found = columns.split(', ').map((each) => COLUMN.exec(each) ?? []);
  const table = found[0]?.[1];
  const names = found.flatMap(([, , name]) => name ?? []);
  switch (code) {
    case 'SQLITE_CONSTRAINT_UNIQUE':
    case 'SQLITE_CONSTRAINT_PRIMARYKEY':
      return { kind: 'taken', table, names, value: undefined };
    case 'SQLITE_CONSTRAINT_NOTNULL':
      return { kind: 'constraint', table, names, value: null };
    case 'SQLITE_CONSTRAINT_CHECK': {
      const [, expression = ''] = CHECK.exec(message) ?? [];
      const words = expression.replace(SQL_TEXT, '').match(/\w+/g) ?? [];
      return { kind: 'constraint', table, names: words, value: undefined };
    }
    case 'SQLITE_CONSTRAINT_FOREIGNKEY':
      return { kind: 'reference', target: undefined, value: undefined };
    case 'SQLITE_CONSTRAINT_TRIGGER':
      // `on delete restrict` is one of SQLite's own triggers.
      return message.endsWith(FOREIGN_KEY) ? { kind: 'restricted' } : REFUSED_VALUE;
    default:
      return REFUSED.test(code) ? REFUSED_VALUE : null;
  }
}
