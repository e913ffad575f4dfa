import { sql } from 'kysely';
import { refused } from '../../../kinds/storage.js';
import { MAC_BYTES } from '../../../cursor/signed.js';
import type { Sql } from '../../sql/dialect.js';
import { sampleOf } from '../../../filter/placeholder.js';
import { isSameKey, refs } from '../../sql/key.js';
import { documentPostgresql } from './document-dialects.js';
import { type JsonDialect, nested } from './json-dialect.js';

/** Bytes of a block of SHA-256: what HMAC pads the key to (RFC 2104). */
const BLOCK = 64;
const INNER = 0x36;
const OUTER = 0x5c;

/** JSON as PostgreSQL writes it. */
export const jsonPostgresql: JsonDialect = {
  name: 'postgresql',
  concat: (fragments) => nested(fragments, (each) => sql`concat(${sql.join(each)})`),
  refused: refused.postgresql,
  document: documentPostgresql,
  lineFeed: sql`chr(10)`,
  boolean: (test) => sql`case when ${test} then 'true' else 'false' end`,
  list: (item, by) =>
    by === null ? sql`string_agg(${item}, ',')` : sql`string_agg(${item}, ',' order by ${by})`,
  cursor: (key, body) => {
    const bytes = sql`convert_to(${body}, 'UTF8')`;
    const mac = hmac(key, bytes);
    return sql`translate(encode(substring(${mac} from 1 for ${sql.lit(MAC_BYTES)}) || ${bytes}, 'base64'), '+/=' || chr(10), '-_')`;
  },
  // With a plain join the planner reads the whole target for each parent while it is small.
  linked: ({ table, alias, ids, linkTable, linkAlias, key }) => {
    const inner = `${alias}_`;
    const isTarget = isSameKey(refs(inner, ids), key);
    return sql`${sql.table(linkTable)} as ${sql.id(linkAlias)} cross join lateral (
      select * from ${sql.table(table)} as ${sql.id(inner)} where ${isTarget} limit 1) as ${sql.id(alias)}`;
  },
  numbered: (places, keys, alias) => {
    const native = typeof sampleOf(keys)[0] === 'string' ? sql`text` : sql`int`;
    return sql`unnest(${places}::int[], ${keys}::${native}[]) with ordinality as ${sql.id(alias)}(place, k, n)`;
  },
  item: (list, index, native) => sql`(${list}::json ->> ${sql.lit(index)})::${sql.raw(native)}`,
};

/** HMAC-SHA-256 in SQL: two nested hashes over the key, padded. */
function hmac(key: Buffer, message: Sql): Sql {
  const [inner, outer] = [padded(key, INNER), padded(key, OUTER)];
  return sql`sha256(${outer}::bytea || sha256(${inner}::bytea || ${message}))`;
}

function padded(key: Buffer, pad: number): Buffer {
  const block = Buffer.alloc(BLOCK, pad);
  key.forEach((byte, index) => {
    block[index] = byte ^ pad;
  });
  return block;
}
