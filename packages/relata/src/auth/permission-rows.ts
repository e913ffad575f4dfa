import type { EntityProperty } from '@mikro-orm/core';
import type { RowStatements } from '../database/migrations/row-statements.js';
import type { Orm } from '../database/orm.js';
import { literal } from '../kinds/storage.js';
import { keyFormOf } from '../model/key.js';
import type { Column, Model } from '../model/model.js';
import { foldKey } from '../text/case-folding.js';
import type { AdminRole, PermissionTables } from './permission-tables.js';

/** Writes names of tables and columns as a database does. */
type Quote = (name: string) => string;

/**
 * What a migration does to make permissions and give them to the role of admins, and to take them away.
 * @param orm - of the dialect that it is for
 * @returns null where a permission has more than a name and what the database fills in
 */
export function permissionRows(
  orm: Orm,
  { name, admin }: PermissionTables,
  names: readonly string[],
): RowStatements | null {
  const { model } = name.column;
  const made = madeKey(model, name.column);
  const given = [
    name.column.field,
    ...(name.key === name.column ? [] : [name.key.field]),
    ...(made === null ? [] : [made.field]),
  ];
  const { props } = orm.getMetadata().find(model.target) ?? { props: [] };
  if (!props.every((property) => isFilled(property, given))) {
    return null;
  }
  const quote: Quote = (text) => orm.em.getPlatform().quoteIdentifier(text);
  const rows = names.map((each) => {
    const values = [
      each,
      ...(name.key === name.column ? [] : [foldKey(each)]),
      ...(made === null ? [] : [made.value()]),
    ];
    return `(${values.map(literal).join(', ')})`;
  });
  const table = quote(model.table);
  const isNamed = `${quote(name.column.field)} in (${names.map(literal).join(', ')})`;
  const granted = admin === null ? null : grants({ admin, quote, isNamed });
  return {
    up: [
      `insert into ${table} (${given.map(quote).join(', ')}) values ${rows.join(', ')} on conflict do nothing;`,
      ...(granted === null ? [] : [granted.up]),
    ],
    down: [...(granted === null ? [] : [granted.down]), `delete from ${table} where ${isNamed};`],
  };
}

/** The key of a new permission, where the engine makes it. */
function madeKey(
  { id }: Model,
  name: Column,
): { readonly field: string; readonly value: () => string } | null {
  const { make } = keyFormOf(id);
  return make === undefined || id.field === name.field
    ? null
    : { field: id.field, value: () => String(make()) };
}

/** Whether a new row needs to be told nothing of a property but what is given. */
function isFilled(property: EntityProperty, given: readonly string[]): boolean {
  const { fieldNames = [], persist, nullable, autoincrement } = property as Partial<EntityProperty>;
  return (
    persist === false ||
    fieldNames.length === 0 ||
    nullable === true ||
    autoincrement === true ||
    property.default !== undefined ||
    property.defaultRaw !== undefined ||
    property.generated !== undefined ||
    fieldNames.every((field) => given.includes(field))
  );
}

/** What gives permissions to a role, and takes them from every role. */
function grants({
  admin: { role, name, permissions },
  quote,
  isNamed,
}: {
  readonly admin: AdminRole;
  readonly quote: Quote;
  /** Which permissions. */
  readonly isNamed: string;
}): { readonly up: string; readonly down: string } | null {
  const { join, source, target } = permissions;
  if (join.kind !== 'link') {
    return null;
  }
  const columns = [...join.source.parts, ...join.target.parts].map(({ field }) => quote(field));
  const keys = [
    ...source.id.parts.map(({ field }) => `r.${quote(field)}`),
    ...target.id.parts.map(({ field }) => `p.${quote(field)}`),
  ];
  const link = quote(join.table);
  const isOfPermission = join.target.parts
    .map(
      (part, index) =>
        `p.${quote(target.id.parts[index]?.field ?? '')} = ${link}.${quote(part.field)}`,
    )
    .join(' and ');
  const isAdmin = `r.${quote(name.field)} = ${literal(role)}`;
  return {
    up: `insert into ${link} (${columns.join(', ')}) select ${keys.join(', ')} from ${quote(source.table)} r cross join ${quote(target.table)} p where ${isAdmin} and p.${isNamed} on conflict do nothing;`,
    down: `delete from ${link} where exists (select 1 from ${quote(target.table)} p where ${isOfPermission} and p.${isNamed});`,
  };
}
