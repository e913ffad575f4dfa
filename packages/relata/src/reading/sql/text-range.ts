import { sql } from 'kysely';
import { type Bindable, lift, sampleOf } from '../../filter/placeholder.js';
import type { SqlTest, TextSearch } from './dialect.js';

const LAST_CODE_POINT = 0x10_ffff;
const SURROGATES_START = 0xd800;
const SURROGATES_END = 0xdfff;

const ONLY_LAST = /^\u{10ffff}*$/u;

/** Whether there is a text after all that start with a prefix: {@link afterPrefix} gives it. */
export function hasAfterPrefix(prefix: string): boolean {
  return !ONLY_LAST.test(prefix);
}

/** The texts that start with one: a range by code point, which an index serves. */
export function textRange({ text, folded, bind }: TextSearch): SqlTest {
  const end = lift(folded, afterPrefix);
  const from: SqlTest = sql`${text} >= ${bind(folded)}`;
  return sampleOf(end) === null
    ? from
    : sql`(${from} and ${text} < ${bind(end as Bindable<string>)})`;
}

/** The first text, by code point, after all that start with a prefix; null where there is none. */
export function afterPrefix(prefix: string): string | null {
  const points = Array.from(prefix, (character) => character.codePointAt(0) ?? 0);
  for (let last = points.pop(); last !== undefined; last = points.pop()) {
    if (last < LAST_CODE_POINT) {
      const next = last + 1;
      const isSurrogate = next >= SURROGATES_START && next <= SURROGATES_END;
      return String.fromCodePoint(...points, isSurrogate ? SURROGATES_END + 1 : next);
    }
  }
  return null;
}
