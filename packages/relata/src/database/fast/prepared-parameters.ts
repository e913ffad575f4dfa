import { CompiledQuery } from 'kysely';
import { ContextCache } from '../../cache/context-cache.js';
import type { PreparedStatement } from '../statements/prepared-statement.js';

/** What there is to know of a statement that comes again and again, besides its text. */
interface Prepared {
  /** One text, one name. */
  readonly name: string;
  /** Whether the transaction may be committed along with the statement, unless it fails. */
  readonly isLast: boolean;
}

// Kysely hands parameters on as they are.
const prepared = new ContextCache<readonly unknown[], Prepared>();

/** A statement for Kysely that a `SessionClient` recognizes by its parameters, in a transaction. */
export function preparedQuery(
  { sql, name }: PreparedStatement,
  parameters: readonly unknown[],
  isLast = false,
): CompiledQuery {
  const own = [...parameters];
  prepared.set(own, { name, isLast });
  return CompiledQuery.raw(sql, own);
}

/** What there is to know of the statement that values are for; undefined where it is none of these. */
export function preparedOf(values: unknown): Prepared | undefined {
  return Array.isArray(values) ? prepared.get(values) : undefined;
}
