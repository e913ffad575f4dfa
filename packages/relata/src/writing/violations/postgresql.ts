import type { ViolatedPlace, Violation } from './violation.js';

/** `Key (user_id)=(7) already exists.`, or `Key (order_id, number)=(7, 1) already exists.` */
const KEY = /Key \((.*?)\)=\((.*)\)/s;
/** Names that are no plain words stand between quotes, in which a quote is written twice. */
const NAME = /"(?:[^"]|"")*"|[^",]+/g;
const TARGET = /is not present in table "(.+)"/;

/**
 * SQLSTATEs for a value that is refused for other reasons than those below: it does not fit its
 * column (22), breaks another constraint (23) or the condition of a view (44000), or a trigger raises
 * an exception (P0001, and the classes that are left to whoever writes one).
 */
const REFUSED = /^(?:22...|23...|44000|P0001|[I-OQ-WYZ]....)$/;

const TOO_LONG = /value too long for type character varying\((\d+)\)/;
const OUT_OF_RANGE = /value "(-?\d+)" is out of range for type/;
const SMALL_OUT_OF_RANGE = 'smallint out of range';
const SMALL_MAX = 32_767;

/** What PostgreSQL says of an error beside its message; MikroORM's exceptions carry it on. */
type Fields = Partial<Record<'detail' | 'table' | 'column' | 'constraint' | 'routine', string>>;

/** Finds that a role lacks a privilege on a table: the operator has not granted it, whatever the row. */
const LACKS_GRANT = 'aclcheck_error';

/**
 * What PostgreSQL refused.
 * @param code - its SQLSTATE
 */
export function postgresqlViolation(error: Error & Fields, code: string): Violation | null {
  const [, , value] = KEY.exec(error.detail ?? '') ?? [];
  switch (code) {
    case '23505':
      return { kind: 'taken', ...placeOf(error), value };
    case '23502':
      return { kind: 'constraint', ...placeOf(error), value: null };
    case '23514':
      return { kind: 'constraint', ...placeOf(error), value };
    case '23503':
      return { kind: 'reference', target: TARGET.exec(error.detail ?? '')?.[1], value };
    case '23001':
      // PostgreSQL 18 tells `on delete restrict` apart from other foreign keys.
      return { kind: 'restricted' };
    case '42501':
      // A policy of row-level security, or a trigger that raises it.
      return error.routine === LACKS_GRANT ? null : { kind: 'forbidden' };
    default:
      return REFUSED.test(code)
        ? { kind: 'refused', isMeant: (_column, given) => misfits(error, given) }
        : null;
  }
}

function placeOf({ detail, table, column, constraint }: Fields): Omit<ViolatedPlace, 'value'> {
  const [, fields] = KEY.exec(detail ?? '') ?? [];
  const name = column ?? constraint;
  return { table, names: fields === undefined ? [name ?? []].flat() : namesIn(fields) };
}

function namesIn(list: string): readonly string[] {
  const written = (list.match(NAME) ?? []).map((name) => name.trim()).filter((name) => name !== '');
  return written.map((name) =>
    name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name,
  );
}

/** Whether a value may be the one that does not fit its column. */
function misfits({ message }: Error, value: unknown): boolean {
  if (typeof value === 'string') {
    const [, length] = TOO_LONG.exec(message) ?? [];
    return length !== undefined && Array.from(value).length > Number(length);
  }
  if (typeof value === 'number') {
    const [, given] = OUT_OF_RANGE.exec(message) ?? [];
    const isLarge = value > SMALL_MAX || value < -SMALL_MAX - 1;
    return given === String(value) || (message.startsWith(SMALL_OUT_OF_RANGE) && isLarge);
  }
  return false;
}
