// What a kind of column is made of that the engine does not have: docs/adding-a-kind.md.
import { sql as fragment } from 'kysely';

export type { Kind, OwnOperator } from '../kinds/kind.js';
export { type NativeText, nativeText } from '../kinds/native-text.js';
export { ownOperator } from '../kinds/own-operator.js';
export { ColumnOf } from '../model/column-of.js';

/**
 * A fragment of SQL, as kinds give it: Kysely's own.
 * @example
 * const printed = sql`(${sql.ref('address')})::text`;
 */
export const sql: typeof fragment = fragment;
