import { type EntityProperty, ReferenceKind } from '@mikro-orm/core';
import { StartupError } from '../../errors.js';
import { kindOfColumn } from '../../kinds/column-kinds.js';
import type { DialectName, Kind } from '../../kinds/kind.js';
import { isPostgres } from '../../kinds/platform.js';
import { KINDS } from '../../kinds/registry.js';
import type { Orm } from '../orm.js';
import { decimalPlaces, knownTables, type SnapshotColumn, type SnapshotTable } from './snapshot.js';

/**
 * Refuses columns that are of another kind by the models than by the snapshot in the folder of an ORM's dialect, where
 * values would be lost, or would mean something else.
 * @throws StartupError naming all of them
 */
export function refuseKindChanges(orm: Orm): void {
  const platform = orm.em.getPlatform();
  const dialect = isPostgres(platform) ? 'postgresql' : 'sqlite';
  const folder = orm.config.get('migrations').path ?? '';
  const quote = (column: string): string => platform.quoteIdentifier(column);
  const faults = knownTables(orm.getMetadata(), folder).flatMap(([{ props }, table]) =>
    props
      .filter(isOwnValue)
      .flatMap((property) => changeOf(property, table, { dialect, quote }) ?? []),
  );
  if (faults.length > 0) {
    throw new StartupError(
      `${faults.join('; ')}: values would be lost, or mean something else. Keep the kind, or add another column and write a migration that fills it`,
    );
  }
}

/** How a database writes CHECKs. */
interface Written {
  readonly dialect: DialectName;
  readonly quote: (column: string) => string;
}

/** Whether a property has a column with a value of its own, no key. */
function isOwnValue({ kind, persist, primary }: EntityProperty): boolean {
  return kind === ReferenceKind.SCALAR && persist !== false && primary !== true;
}

function changeOf(property: EntityProperty, table: SnapshotTable, written: Written): string | null {
  const [field = ''] = property.fieldNames;
  const column = table.columns[field];
  const now = kindOfColumn(property);
  // Decimals are looked at by their digits.
  const isDecimal = [
    now?.parameters ?? '',
    ...table.checks.filter(({ columnName }) => columnName === field).map(({ name }) => name),
  ].some((name) => decimalPlaces(name) !== null);
  if (column === undefined || now === null || isDecimal) {
    return null;
  }
  const before = kindsOf(field, { ...written, table, column });
  const isKept = before.some(
    ({ name, becomes = [] }) => name === now.name || becomes.includes(now.name),
  );
  const [first] = before;
  return isKept || first === undefined
    ? null
    : `${table.name}.${field} is of kind ${first.name}, and would be of kind ${now.name}`;
}

/** The kinds that a column may be of: some databases keep several in one way. */
function kindsOf(
  field: string,
  {
    table,
    column,
    dialect,
    quote,
  }: Written & { readonly table: SnapshotTable; readonly column: SnapshotColumn },
): readonly Kind[] {
  const items = column.enumItems ?? [];
  const property = { name: field, items } as unknown as EntityProperty;
  const kinds = KINDS.flatMap((entry) => ('of' in entry ? [] : entry)).filter(
    ({ storage, isEnum }) =>
      storage[dialect].column.test(column.type) && isEnum === items.length > 0,
  );
  const expressions = table.checks.map(({ expression }) => expression);
  const checked = kinds.filter(({ storage }) => {
    const { check } = storage[dialect];
    return check !== null && expressions.includes(check(quote(field), property));
  });
  const others = kinds.filter(({ storage }) => storage[dialect].check === null);
  // What has been there longer than the CHECK of its kind is of that kind all the same.
  return checked.length > 0 ? checked : others.length > 0 ? others : kinds;
}
