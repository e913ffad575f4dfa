import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type EntityProperty, type MetadataStorage, ReferenceKind } from '@mikro-orm/core';
import { StartupError } from '../../errors.js';
import { kindOfColumn } from '../../kinds/column-kinds.js';
import type { DialectName, Kind } from '../../kinds/kind.js';
import { isPostgres } from '../../kinds/platform.js';
import { KINDS } from '../../kinds/registry.js';
import type { Orm } from '../orm.js';

/** What a snapshot knows of a column. */
interface SnapshotColumn {
  readonly type: string;
  readonly enumItems?: readonly string[];
}

/** What it knows of a table that migrations lead to. */
interface SnapshotTable {
  readonly name: string;
  readonly columns: Readonly<Partial<Record<string, SnapshotColumn>>>;
  readonly checks: readonly {
    readonly name: string;
    readonly columnName?: string;
    readonly expression: string;
  }[];
}

/** Decimals are looked at by their digits, which are in the names of their CHECKs. */
const DECIMAL = 'decimal';
const DECIMAL_CHECK = /_decimal_\d+_\d+$/;

/**
 * Refuses columns that are of another kind by the models than by the snapshot in the folder of an ORM's dialect, where
 * values would be lost, or would mean something else.
 * @throws StartupError naming all of them
 */
export function refuseKindChanges(orm: Orm): void {
  const platform = orm.em.getPlatform();
  const dialect = isPostgres(platform) ? 'postgresql' : 'sqlite';
  const file = join(orm.config.get('migrations').path ?? '', '.snapshot.json');
  if (!existsSync(file)) {
    return;
  }
  const { tables } = JSON.parse(readFileSync(file, 'utf8')) as {
    readonly tables: readonly SnapshotTable[];
  };
  const quote = (column: string): string => platform.quoteIdentifier(column);
  const faults = changesOf(orm.getMetadata(), { tables, dialect, quote });
  if (faults.length > 0) {
    throw new StartupError(
      `${faults.join('; ')}: values would be lost, or mean something else. Keep the kind, or add another column and write a migration that fills it`,
    );
  }
}

interface Snapshot {
  readonly tables: readonly SnapshotTable[];
  readonly dialect: DialectName;
  readonly quote: (column: string) => string;
}

function changesOf(storage: MetadataStorage, snapshot: Snapshot): readonly string[] {
  return [...storage.getAll().values()].flatMap(({ tableName, props }) => {
    const table = snapshot.tables.find(({ name }) => name === tableName);
    const columns = props.filter(
      ({ kind, persist, primary }) =>
        kind === ReferenceKind.SCALAR && persist !== false && primary !== true,
    );
    return table === undefined
      ? []
      : columns.flatMap((property) => changeOf(property, table, snapshot) ?? []);
  });
}

function changeOf(
  property: EntityProperty,
  table: SnapshotTable,
  snapshot: Snapshot,
): string | null {
  const [field = ''] = property.fieldNames;
  const column = table.columns[field];
  const now = kindOfColumn(property);
  const isDecimal = table.checks.some(
    ({ name, columnName }) => columnName === field && DECIMAL_CHECK.test(name),
  );
  if (column === undefined || now === null || now.name === DECIMAL || isDecimal) {
    return null;
  }
  const before = kindsOf(field, { ...snapshot, table, column });
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
  }: Snapshot & { readonly table: SnapshotTable; readonly column: SnapshotColumn },
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
