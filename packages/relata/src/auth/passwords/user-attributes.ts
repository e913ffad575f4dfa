import { type RawBuilder, sql } from 'kysely';
import { keyOfColumn } from '../../access/viewer-key.js';
import { StartupError } from '../../errors.js';
import type { Key } from '../../kinds/kind.js';
import type { Column, Model } from '../../model/model.js';

/** The columns of users that attributes of viewers are taken from, by the names of those. */
export type UserAttributes = ReadonlyMap<string, Column>;

/**
 * Finds the columns.
 * @param named - attributes, and of each the column or the to-one relation of the user
 * @throws StartupError for what is no such thing
 */
export function userAttributesOf(
  user: Model,
  named: Readonly<Record<string, string>> = {},
): UserAttributes {
  return new Map(
    Object.entries(named).map(([attribute, name]) => {
      const join = user.relations.get(name)?.join;
      const column = join?.kind === 'sourceKey' ? join.key : user.columns.get(name);
      const isSecret = column?.input?.isSecret === true;
      if (column?.kind.key == null || column.parts.length > 1 || isSecret) {
        throw new StartupError(
          `passwords: the attribute ${attribute} is taken from ${user.name}.${name}: ` +
            'name a column of texts, UUIDs or integers, or a to-one relation to a row whose key is one',
        );
      }
      return [attribute, column];
    }),
  );
}

// No attribute has it in what a proof says of it.
const BEFORE = '\u0001';

/** What a proof says of the attributes of a user, after all else. Both databases say the same. */
export function attributesSql(attributes: UserAttributes, alias: string): RawBuilder<unknown> {
  const texts = [...attributes.values()].map(({ field }) => {
    const text = sql`cast(${sql.ref(`${alias}.${field}`)} as text)`;
    const escaped = sql`replace(replace(${text}, '%', '%25'), ${sql.lit(BEFORE)}, '%01')`;
    return sql`|| ${sql.lit(BEFORE)} || coalesce('=' || ${escaped}, '')`;
  });
  return sql.join(texts, sql` `);
}

/** A proof apart from what it says of attributes, and those. */
export function splitProof(
  proof: string,
  attributes: UserAttributes,
): { readonly rest: string; readonly values: Readonly<Record<string, Key>> } {
  const parts = proof.split(BEFORE);
  const texts = parts.splice(parts.length - attributes.size);
  const values = [...attributes].flatMap(([name, column], at) => {
    const text = texts[at] ?? '';
    const given = text === '' ? null : keyOfColumn(column, decodeURIComponent(text.slice(1)));
    return given === null ? [] : [[name, given] as const];
  });
  return { rest: parts.join(BEFORE), values: Object.fromEntries(values) };
}
