import type { EntityMetadata, EntityProperty, MetadataStorage, Platform } from '@mikro-orm/core';
import type { DatabaseSchema, DatabaseTable } from '@mikro-orm/sql';
import { isPostgres } from '../../kinds/platform.js';
import { ownsKey } from '../../model/build/building-model.js';
import { tenantProperty } from '../../model/tenant-indexes.js';

type ForeignKey = ReturnType<DatabaseTable['getForeignKeys']>[string];

/** A foreign key between rows of tenants, and the columns that have those. */
interface TenantKey {
  readonly table: DatabaseTable;
  readonly target: DatabaseTable;
  readonly key: ForeignKey;
  /** Name of the column of the table, and of that of the target. */
  readonly names: readonly [string, string];
}

/** Has foreign keys between rows of tenants carry the tenant, so that no row refers to one of another tenant. */
export function withTenantKeys(
  schema: DatabaseSchema,
  storage: MetadataStorage,
  platform: Platform,
): void {
  for (const meta of storage.getAll().values()) {
    const tenant = meta.abstract || meta.view === true ? undefined : tenantProperty(meta);
    const table = tenant && schema.getTable(meta.tableName);
    for (const property of table === undefined ? [] : meta.relations.filter(ownsKey)) {
      const other = property.targetMeta && tenantProperty(property.targetMeta);
      const target = other && schema.getTable(property.targetMeta?.tableName ?? '');
      const key = table && foreignKeyOf(table, property);
      if (table !== undefined && target !== undefined && key !== undefined) {
        const names = [fieldOf(tenant), fieldOf(other)] as const;
        carryTenant({ table, target, key, names }, platform);
      }
    }
  }
}

function fieldOf(property: EntityProperty | undefined): string {
  return property?.fieldNames[0] ?? '';
}

function foreignKeyOf(
  table: DatabaseTable,
  { fieldNames }: EntityMetadata['relations'][number],
): ForeignKey | undefined {
  return Object.values(table.getForeignKeys()).find(
    ({ columnNames }) => columnNames.join() === fieldNames.join(),
  );
}

function carryTenant(tenantKey: TenantKey, platform: Platform): void {
  const { table, key, names } = tenantKey;
  const [own, other] = names;
  const columns = {
    columnNames: [own, ...key.columnNames],
    referencedColumnNames: [other, ...key.referencedColumnNames],
  };
  makeReferable(tenantKey, columns.referencedColumnNames, platform);
  if (key.deleteRule !== 'set null') {
    Object.assign(key, columns);
  } else if (isPostgres(platform)) {
    // Else the tenant would become null as well.
    const left = key.columnNames.map((name) => platform.quoteIdentifier(name));
    Object.assign(key, { ...columns, deleteRule: `set null (${left.join(', ')})` });
  } else {
    // SQLite has no list of columns: one key takes the reference away, another one holds the tenant.
    const constraintName = platform.getIndexName(table.name, [...columns.columnNames], 'foreign');
    table.getForeignKeys()[constraintName] = {
      ...key,
      ...columns,
      constraintName,
      deleteRule: 'no action',
    };
  }
}

/** What a foreign key refers to is unique: the key with the tenant, since the key is. */
function makeReferable(
  { target }: TenantKey,
  columnNames: readonly string[],
  platform: Platform,
): void {
  const indexes = target.getIndexes();
  const isThere = indexes.some(
    ({ unique, columnNames: names }) => unique && names.join() === columnNames.join(),
  );
  if (!isThere) {
    const index = {
      columnNames: [...columnNames],
      composite: true,
      keyName: platform.getIndexName(target.name, [...columnNames], 'unique'),
      constraint: true,
      primary: false,
      unique: true,
    };
    target.setIndexes([...indexes, index]);
  }
}
