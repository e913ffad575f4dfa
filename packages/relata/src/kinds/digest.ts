import { sql } from 'kysely';
import { DIGEST_BYTES } from '../text/cut-text.js';
import type { DialectName, Sql } from './kind.js';

/** A digest of a text, as `digestOf` makes it. */
export const digestSql: Readonly<Record<DialectName, (text: Sql) => Sql>> = {
  sqlite: (text) => sql`relata_digest(${text})`,
  postgresql: (text) =>
    sql`translate(encode(substring(sha256(convert_to(${text}, 'UTF8')) from 1 for ${sql.lit(DIGEST_BYTES)}), 'base64'), '+/', '-_')`,
};
