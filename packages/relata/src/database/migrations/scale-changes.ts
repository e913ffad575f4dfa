import type { EntityProperty, MetadataStorage } from '@mikro-orm/core';
import { StartupError } from '../../errors.js';
import { kindOfColumn } from '../../kinds/column-kinds.js';
import { rowCopyIn } from './rebuilt-table.js';
import { decimalPlaces, knownTables, type SnapshotTable } from './snapshot.js';

/** A column of decimals that gets more places after the point. */
export interface ScaleChange {
  readonly table: string;
  readonly column: string;
  readonly from: number;
  readonly to: number;
}

/** Places of the numbers of a column, and whether they are decimals. */
interface Scale {
  readonly places: number;
  readonly isDecimal: boolean;
}

/**
 * Columns of decimals that have other places by the models than by the snapshot in a folder. SQLite keeps whole numbers
 * of units: whatever had other units is to be multiplied.
 * @throws StartupError for numbers that would lose places, and for what was no number
 */
export function scaleChanges(storage: MetadataStorage, folder: string): readonly ScaleChange[] {
  return knownTables(storage, folder).flatMap(([{ props }, table]) =>
    props.flatMap((property) => changeOf(table, property) ?? []),
  );
}

function changeOf(table: SnapshotTable, property: EntityProperty): ScaleChange | null {
  const [column = ''] = (property.fieldNames as string[] | undefined) ?? [];
  const { mappedType } = table.columns[column] ?? {};
  if (mappedType === undefined) {
    return null;
  }
  const names = table.checks.filter(({ columnName }) => columnName === column);
  const before = scaleIn(
    names.map(({ name }) => name),
    mappedType,
  );
  const kind = kindOfColumn(property);
  const after = scaleIn([kind?.parameters ?? ''], property.columnTypes[0] ?? '');
  if (before?.isDecimal !== true && after?.isDecimal !== true) {
    return null;
  }
  if (before === null || after === null || after.places < before.places) {
    throw new StartupError(
      `${table.name}.${column} would lose decimal places, or their meaning: ` +
        'keep its type, or add another column and write a migration that fills it',
    );
  }
  const isSame = before.places === after.places;
  return isSame ? null : { table: table.name, column, from: before.places, to: after.places };
}

/** @returns null for what is no exact number */
function scaleIn(names: readonly string[], type: string): Scale | null {
  for (const name of names) {
    const places = decimalPlaces(name);
    if (places !== null) {
      return { places, isDecimal: true };
    }
  }
  return /int/i.test(type) ? { places: 0, isDecimal: false } : null;
}

/** Statements of a migration with the numbers of some columns in their new units. */
export function rescaled(
  statements: readonly string[],
  changes: readonly ScaleChange[],
): readonly string[] {
  return changes.reduce((all, change) => all.map((sql) => multiplied(sql, change)), statements);
}

/** The same for the way back, which fails on a number that would lose places. */
export function scaledBack(
  statements: readonly string[],
  changes: readonly ScaleChange[],
): readonly string[] {
  return changes.reduce((all, change) => all.map((sql) => divided(sql, change)), statements);
}

function multiplied(sql: string, change: ScaleChange): string {
  return inCopy(sql, change, (column) => `${column} * ${factorOf(change)}`);
}

function divided(sql: string, change: ScaleChange): string {
  const factor = factorOf(change);
  const { table, column, from } = change;
  const alter = new RegExp(
    `(alter table .*"${table}" alter column "${column}" type (.+?)) using \\(.*\\)`,
  );
  return inCopy(
    sql,
    change,
    // What is no JSON fails the statement.
    (value) =>
      `case when ${value} % ${factor} = 0 then ${value} / ${factor} else json('it would lose decimal places') end`,
  ).replace(alter, (_, start: string, type: string) => {
    const rounded = `round("${column}", ${String(from)})`;
    return `${start} using ((case when "${column}" = ${rounded} then ${rounded}::text else "${column}" || ' would lose decimal places' end)::${type})`;
  });
}

/** The copy of a table that SQLite rebuilds, with something in the place of a column. */
function inCopy(
  sql: string,
  { table, column }: ScaleChange,
  of: (column: string) => string,
): string {
  const copy = rowCopyIn(sql);
  const name = `\`${column}\``;
  if (copy?.table !== table) {
    return sql;
  }
  const before = copy.columns.join(', ');
  const after = copy.columns.map((each) => (each === name ? of(name) : each)).join(', ');
  return sql.replace(` select ${before} from `, () => ` select ${after} from `);
}

function factorOf({ from, to }: ScaleChange): string {
  return `1${'0'.repeat(to - from)}`;
}
