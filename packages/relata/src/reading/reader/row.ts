import { sql } from 'kysely';
import { maskedText } from '../../access/masked-text.js';
import type { Column, Model } from '../../model/model.js';
import type { Ability, RowNeeds, RowPlan } from '../plan/read-plan.js';
import { storedColumn, visibleColumn } from '../sql/column.js';
import { conditionSql } from '../sql/condition.js';
import type { Sql } from '../sql/dialect.js';
import type { Scope } from '../sql/scope.js';

/** A row as the driver hands it out, its columns under the names of the properties. */
export type RawRow = Readonly<Record<string, unknown>>;

/** A row that was read, by property: moments as Dates, keys of to-one relations as numbers. */
export type RowValues = Readonly<Record<string, unknown>>;

/** What resolvers get as the value of a model's type: the row, and what was planned for it. */
export interface Row {
  readonly values: RowValues;
  readonly plan: RowPlan;
}

/** What the viewer may do with a row, by ability. */
export type RowAbilities = Readonly<Partial<Record<Ability, boolean>>>;

/** Property under which values carry {@link RowAbilities}. */
export const VIEWER_CAN = 'viewerCan';

/** The select list for what is needed of rows of a model, as the viewer of the scope sees them. */
export function selectRow(
  scope: Scope,
  of: { readonly model: Model; readonly needs: RowNeeds },
  alias: string,
): Sql {
  const columns = [...of.needs.columns].flatMap((column) => {
    const seen = scope.partlyMasked(column);
    const value = seen === null ? visibleColumn(scope, column, alias) : storedColumn(column, alias);
    const { selected } = column.kind.storage[scope.dialect.name];
    const isSeen = seen && sql`case when ${conditionSql(scope, seen, alias)} then 1 else 0 end`;
    return [
      sql`${selected(value)} as ${sql.id(column.name)}`,
      ...(isSeen === null ? [] : [sql`${isSeen} as ${sql.id(seenAlias(column))}`]),
    ];
  });
  const abilities = [...of.needs.abilities].map((ability) => {
    const isAllowed = conditionSql(scope, scope.writable(of.model, ability), alias);
    return sql`case when ${isAllowed} then 1 else 0 end as ${sql.id(abilityAlias(ability))}`;
  });
  return sql.join([...columns, ...abilities]);
}

/** Turns a raw row into values. */
export function decodeRow({ columns, abilities }: RowNeeds, raw: RawRow): RowValues {
  const values: Record<string, unknown> = {};
  for (const column of columns) {
    const value = decodeValue(column, raw[column.name]);
    values[column.name] = raw[seenAlias(column)] === 0 ? maskedText(column, value) : value;
  }
  if (abilities.size > 0) {
    values[VIEWER_CAN] = Object.fromEntries(
      [...abilities].map((ability) => [ability, raw[abilityAlias(ability)] === 1]),
    );
  }
  return values;
}

function seenAlias({ name }: Column): string {
  return `__seen.${name}`;
}

function abilityAlias(ability: Ability): string {
  return `__can.${ability}`;
}

/** The row as its class has it, so that hand-written fields find their methods and getters. */
export function instanceOf(model: Model, values: RowValues): object {
  return Object.assign(Object.create(model.target.prototype as object) as object, values);
}

/** Turns what a driver hands out for a column into what the schema's scalars take. */
export function decodeValue(column: Column, raw: unknown): unknown {
  return raw === null || raw === undefined ? null : column.kind.read(raw);
}
