import { type EntityMetadata, type MetadataStorage, ReferenceKind } from '@mikro-orm/core';
import { GraphQLObjectType, type GraphQLSchema } from 'graphql';
import { StartupError } from '../errors.js';
import { columnOf, DELETED_AT, lookupsOf } from './build-column.js';
import { addDeclaredRelations, addReverseRelations } from './build-relations.js';
import { type BuildingModel, modelOf, ownsKey } from './building-model.js';
import { modelDeclarationOf } from './declarations.js';
import type { Catalog, Column, Model, Relation } from './model.js';
import { lowerFirst } from './names.js';

/**
 * Reads what the two libraries know of the models into the one form the engine works with.
 * @param storage - the ORM's metadata, after discovery
 * @param declared - the schema type-graphql builds from the models alone: it says which columns are fields
 * @throws StartupError where names clash or a model cannot be served
 */
export function buildCatalog(storage: MetadataStorage, declared: GraphQLSchema): Catalog {
  const catalog = new Map<string, BuildingModel>();
  const entities: EntityMetadata[] = [];
  for (const meta of storage.getAll().values()) {
    const type = declared.getType(meta.className);
    if (type instanceof GraphQLObjectType && meta.pivotTable !== true && !meta.abstract) {
      entities.push(meta);
      catalog.set(meta.className, startModel(meta, type));
    }
  }
  for (const meta of entities) {
    addColumns(catalog, modelOf(catalog, meta), meta);
  }
  for (const meta of entities) {
    addDeclaredRelations(catalog, meta);
  }
  for (const meta of entities) {
    addReverseRelations(catalog, meta);
  }
  return catalog;
}

function startModel(meta: EntityMetadata, type: GraphQLObjectType): BuildingModel {
  const target = meta.class as unknown as Model['target'];
  const plural = modelDeclarationOf(target).plural ?? `${meta.className}s`;
  const model = {
    name: meta.className,
    target,
    table: meta.collection,
    description: type.description ?? `A ${meta.className}.`,
    singular: lowerFirst(meta.className),
    plural: lowerFirst(plural),
    columns: new Map<string, Column>(),
    relations: new Map<string, Relation>(),
    lookups: [],
    declaredType: type,
  };
  return model as unknown as BuildingModel;
}

function addColumns(
  catalog: ReadonlyMap<string, BuildingModel>,
  model: BuildingModel,
  meta: EntityMetadata,
): void {
  const fields = model.declaredType.getFields();
  for (const property of meta.props) {
    if (property.kind !== ReferenceKind.SCALAR && !ownsKey(property)) {
      continue;
    }
    const field = fields[property.name];
    model.columns.set(property.name, columnOf(model, property, { field, catalog }));
  }
  const id = model.columns.get('id');
  if (id?.kind !== 'id') {
    throw new StartupError(`${model.name}: a model needs an auto-increment primary key named id`);
  }
  const deletedAt = model.columns.get(DELETED_AT);
  Object.assign(model, { id, deletedAt: deletedAt?.kind === 'moment' ? deletedAt : null });
  model.lookups.push(...lookupsOf(model, meta));
}
