import { DeferMode, type EntityMetadata } from '@mikro-orm/core';
import { propertyDeclarationOf } from '../declarations.js';
import type { Column, Lookup, Model, UniqueColumn } from '../model.js';
import { ID, lowerFirst, upperFirst } from '../names.js';
import { isGivenKey } from './build-column.js';

/** The unique columns of a model that clients may look rows up by. */
export function lookupsOf(model: Model, meta: EntityMetadata): Lookup[] {
  const visible = new Map<string, UniqueColumn>();
  for (const column of model.columns.values()) {
    const caseless = propertyDeclarationOf(model.target, column.name).caselessKey;
    const key = model.columns.get(caseless ?? column.name);
    const isHidden = meta.properties[column.name as never]?.hidden === true;
    if (key !== undefined && column !== model.id && isVisible(column) && !isHidden) {
      visible.set(key.name, { column, key });
    }
  }
  const byName = new Map<string, Lookup>();
  const tenant = model.tenant?.column.name;
  for (const { names: all, isDeferred } of uniquesOf(meta)) {
    // The tenant is the viewer's.
    const names = all.filter((name) => name !== tenant);
    const columns = names.flatMap((name) => visible.get(name) ?? []);
    const [only] = columns;
    // Where a row is the only one of another, that leads to it.
    const isReference = columns.length === 1 && only?.column.references !== null;
    if (columns.length > 0 && columns.length === names.length && !isReference) {
      const name = columns.map(({ column }) => upperFirst(column.name)).join('And');
      const field = `${model.singular}By${name}`;
      byName.set(field, {
        model,
        field,
        name: columns.length === 1 ? (only?.column.name ?? '') : lowerFirst(name),
        columns,
        isDeferred,
      });
    }
  }
  return [...byName.values()];
}

/** Whether clients know a column, as a field or as a relation. */
function isVisible({ exposed, references }: Column): boolean {
  return exposed || references !== null;
}

interface DeclaredUnique {
  readonly names: readonly string[];
  readonly isDeferred: boolean;
}

/** Names of the properties that are unique together, in each row: not those that are so in some rows alone. */
function uniquesOf(meta: EntityMetadata): readonly DeclaredUnique[] {
  const single = meta.props.filter(({ unique }) => unique === true || typeof unique === 'string');
  const [key, ...others] = meta.getPrimaryProps();
  const isKey = key !== undefined && others.length === 0 && key.name !== ID && isGivenKey(key);
  const names = [...single.map((property) => property.name), ...(isKey ? [key.name] : [])];
  return [
    ...names.map((name) => ({ names: [name], isDeferred: false })),
    ...meta.uniques.filter(isWhole).map(({ properties, deferMode }) => ({
      names: [properties ?? []].flat(),
      isDeferred: deferMode === DeferMode.INITIALLY_DEFERRED,
    })),
  ];
}

function isWhole({ where, expression }: EntityMetadata['uniques'][number]): boolean {
  return where === undefined && expression === undefined;
}
