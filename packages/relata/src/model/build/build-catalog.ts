import { type EntityMetadata, type MetadataStorage, ReferenceKind } from '@mikro-orm/core';
import { GraphQLObjectType, type GraphQLSchema } from 'graphql';
import { StartupError } from '../../errors.js';
import { columnOf, DELETED_AT } from './build-column.js';
import { lookupsOf } from './build-lookups.js';
import { computedFieldsOf } from './computed-fields.js';
import { addDeclaredRelations, addReverseRelations } from './build-relations.js';
import { addTrees } from './build-trees.js';
import { idColumn } from './build-key.js';
import { type BuildingModel, modelOf, ownsKey } from './building-model.js';
import { faultOfField, faultOfKey } from './check-column.js';
import { checkReferences } from './check-references.js';
import { checkTenants, tenantOf } from './tenants.js';
import { isDeclaredModel, modelDeclarationOf, propertyDeclarationOf } from '../declarations.js';
import { dateTimeKind } from '../../kinds/date-time.js';
import type { Kind } from '../../kinds/kind.js';
import type { Catalog, Column, Model, Relation } from '../model.js';
import { ID, lowerFirst } from '../names.js';

/**
 * Reads what the two libraries know of the models into the one form the engine works with.
 * @param storage - the ORM's metadata, after discovery
 * @param declared - the schema type-graphql builds from the models alone: it says which columns are fields
 * @throws StartupError naming every column that is not supported, at once; where names clash
 */
export function buildCatalog(storage: MetadataStorage, declared: GraphQLSchema): Catalog {
  const catalog = new Map<string, BuildingModel>();
  const entities: EntityMetadata[] = [];
  for (const meta of storage.getAll().values()) {
    const type = declared.getType(meta.className);
    const isLink = meta.pivotTable === true && !isDeclaredModel(meta.class as never);
    if (type instanceof GraphQLObjectType && !isLink && !meta.abstract) {
      entities.push(meta);
      catalog.set(meta.className, startModel(meta, type));
    }
  }
  const faults: string[] = [];
  for (const meta of entities) {
    addColumns(modelOf(catalog, meta), meta, { catalog, faults });
  }
  if (faults.length > 0) {
    throw new StartupError(`The models cannot be served: ${faults.join('; ')}`);
  }
  for (const meta of entities) {
    addDeclaredRelations(catalog, meta, storage);
  }
  for (const meta of entities) {
    addReverseRelations(catalog, meta);
  }
  for (const meta of entities) {
    addTrees(catalog, meta);
  }
  for (const model of catalog.values()) {
    Object.assign(model, { computed: computedFieldsOf(model) });
  }
  checkReferences(catalog);
  checkTenants(catalog, storage);
  return catalog;
}

function startModel(meta: EntityMetadata, type: GraphQLObjectType): BuildingModel {
  const target = meta.class as unknown as Model['target'];
  const { plural = `${meta.className}s`, orderBy } = modelDeclarationOf(target);
  const model = {
    name: meta.className,
    target,
    table: meta.collection,
    isView: meta.view === true,
    description: type.description ?? `A ${meta.className}.`,
    singular: lowerFirst(meta.className),
    plural: lowerFirst(plural),
    orderBy,
    keys: meta.primaryKeys as readonly string[],
    columns: new Map<string, Column>(),
    relations: new Map<string, Relation>(),
    lookups: [],
    trees: [],
    declaredType: type,
  };
  return model as unknown as BuildingModel;
}

/** Columns by which the engine goes, and what they must be. */
const KINDS_KEPT: Readonly<Record<string, readonly [Kind, string]>> = {
  [DELETED_AT]: [dateTimeKind, `type: 'datetime', nullable: true`],
};

function addColumns(
  model: BuildingModel,
  meta: EntityMetadata,
  {
    catalog,
    faults,
  }: { readonly catalog: ReadonlyMap<string, BuildingModel>; readonly faults: string[] },
): void {
  const fields = model.declaredType.getFields();
  const used = usedNames(model, meta);
  for (const property of meta.props) {
    const field = fields[property.name];
    if (property.kind === ReferenceKind.SCALAR || ownsKey(property)) {
      const isUsed = field !== undefined || used.has(property.name);
      const column = columnOf(model, property, { field, isUsed, catalog, faults });
      if (column !== null) {
        model.columns.set(property.name, column);
      }
    } else if (field !== undefined && property.kind === ReferenceKind.EMBEDDED) {
      faults.push(`${model.name}.${property.name}: ${faultOfField(property) ?? ''}`);
    }
  }
  const key = faultOfKey(meta.getPrimaryProps());
  if (key !== null) {
    faults.push(`${model.name}: ${key}`);
  }
  for (const [name, [kind, instead]] of Object.entries(KINDS_KEPT)) {
    const column = model.columns.get(name);
    if (column !== undefined && column.kind !== kind) {
      faults.push(
        `${model.name}.${name}: the name has a meaning, write ${instead}, or another name`,
      );
    }
  }
  const deletedAt = model.columns.get(DELETED_AT);
  const id = model.columns.get(ID) ?? idColumn(model, meta);
  if (id !== null) {
    model.columns.set(ID, id);
  }
  const version = [...model.columns.values()].find(
    ({ name }) => propertyDeclarationOf(model.target, name).isVersion === true,
  );
  const tenant = tenantOf(model, meta);
  Object.assign(model, { id, tenant, deletedAt: deletedAt ?? null, version: version ?? null });
  model.lookups.push(...lookupsOf(model, meta));
}

/** Names of the properties the engine has to do with, fields or not. */
function usedNames({ target }: Model, meta: EntityMetadata): ReadonlySet<string> {
  return new Set([
    ...Object.keys(KINDS_KEPT),
    ...meta.props.flatMap(({ name }) => {
      const { hashOf, caselessKey, tenant } = propertyDeclarationOf(target, name);
      return [
        ...(hashOf === undefined && tenant === undefined ? [] : [name]),
        ...(caselessKey === undefined ? [] : [caselessKey]),
      ];
    }),
  ]);
}
