import { type EntityMetadata, type EntityProperty, ReferenceKind } from '@mikro-orm/core';
import { StartupError } from '../../errors.js';
import type { Column, Lookup, Model, Relation } from '../model.js';

/** A model while the catalog is built. */
export type BuildingModel = Model & {
  readonly columns: Map<string, Column>;
  readonly relations: Map<string, Relation>;
  readonly lookups: Lookup[];
  readonly trees: Column[];
};

/** The model of an entity the catalog knows. */
export function modelOf(
  catalog: ReadonlyMap<string, BuildingModel>,
  meta: EntityMetadata,
): BuildingModel {
  const model = catalog.get(meta.className);
  if (model === undefined) {
    throw new StartupError(`${meta.className} is not in the catalog`);
  }
  return model;
}

/** Whether the table of the property's own class holds the key of a relation. */
export function ownsKey(property: EntityProperty): boolean {
  return (
    property.kind === ReferenceKind.MANY_TO_ONE ||
    (property.kind === ReferenceKind.ONE_TO_ONE && property.owner)
  );
}
