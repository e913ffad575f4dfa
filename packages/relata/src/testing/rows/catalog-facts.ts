import { type EntityMetadata, MetadataStorage } from '@mikro-orm/core';
import type { Kind } from '../../kinds/kind.js';
import { propertyDeclarationOf } from '../../model/declarations.js';
import type { Catalog, Column, Lookup, Model, Relation } from '../../model/model.js';

/** The models of a catalog, each after those that it refers to, where that can be. */
export function parentsFirst(catalog: Catalog): readonly Model[] {
  const ordered = new Set<Model>();
  const visit = (model: Model, path: readonly Model[]): void => {
    if (ordered.has(model) || path.includes(model)) {
      return;
    }
    // What must be there comes before what may.
    const keys = [...model.columns.values()].sort(
      (a, b) => Number(a.nullable) - Number(b.nullable),
    );
    for (const { references } of keys) {
      if (references !== null) {
        visit(references.model, [...path, model]);
      }
    }
    ordered.add(model);
  };
  for (const model of catalog.values()) {
    visit(model, []);
  }
  return [...ordered];
}

/** All relations of all models. */
export function relationsOf(catalog: Catalog): readonly Relation[] {
  return [...catalog.values()].flatMap((model) => [...model.relations.values()]);
}

/** How many models there are for each that has a column of a kind: what few have is asked for more often. */
export function rarity(kind: Kind, catalog: Catalog): number {
  const models = [...catalog.values()];
  const holders = models.filter(({ columns }) =>
    [...columns.values()].some((column) => column.kind === kind),
  );
  return Math.round(models.length / Math.max(holders.length, 1));
}

/** Whether at most one row may hold a key. */
export function isUniqueKey(column: Column): boolean {
  return [...(column.references?.model.relations.values() ?? [])].some(
    ({ join, many }) => !many && join.kind === 'targetKey' && join.key === column,
  );
}

/** Names of the columns of a lookup. */
export function namesOf({ columns }: Lookup): readonly string[] {
  return columns.map(({ column }) => column.name);
}

/** Columns that find a row by themselves, with the root fields that do so. */
export function uniqueColumns(
  model: Model,
): readonly { readonly field: string; readonly column: Column }[] {
  return model.lookups.flatMap(({ field, columns }) =>
    columns.length === 1 ? columns.map(({ column }) => ({ field, column })) : [],
  );
}

/** Columns whose values together no two rows may share; one with a null shares with none. */
export function uniquesOf(model: Model): readonly (readonly string[])[] {
  const declared = Reflect.get(model.target, MetadataStorage.META_SYMBOL) as EntityMetadata;
  const tenant = model.tenant?.column.name;
  const withinTenant = (names: readonly string[]): readonly string[] =>
    tenant === undefined ? names : [tenant, ...names.filter((name) => name !== tenant)];
  const others = [
    ...model.lookups.map(namesOf),
    ...declared.uniques.map(({ properties }) => [properties ?? []].flat()),
    ...Object.values(declared.properties)
      .filter(({ unique }) => unique !== undefined && unique !== false)
      .map(({ name }) => [name]),
    ...[...model.columns.values()].filter(isUniqueKey).map(({ name }) => [name]),
  ];
  return [model.keys, ...others.map(withinTenant)].filter((names) =>
    names.every((name) => model.columns.has(name)),
  );
}

/** The visible column that a hidden key is computed from; undefined for any other column. */
export function sourceOfKey({ model, name }: Column): Column | undefined {
  return [...model.columns.values()].find(
    (column) => propertyDeclarationOf(model.target, column.name).caselessKey === name,
  );
}

/** Whether a unique column is compared without regard to case. */
export function isCaseless({ target }: Model, name: string): boolean {
  return propertyDeclarationOf(target, name).caselessKey !== undefined;
}
