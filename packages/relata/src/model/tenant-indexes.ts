import {
  type EntityMetadata,
  type EntityProperty,
  type MetadataStorage,
  ReferenceKind,
} from '@mikro-orm/core';
import { propertyDeclarationOf } from './declarations.js';

/**
 * Hook for the end of discovery: where rows have tenants, those come first in all indexes, and what is unique is so within
 * a tenant. A row that is the only one of another is of the same tenant as that.
 */
export function indexTenants(storage: MetadataStorage): void {
  for (const meta of storage.getAll().values()) {
    const tenant = meta.abstract ? undefined : tenantProperty(meta);
    if (tenant !== undefined) {
      indexColumns(meta, tenant);
      for (const index of [...meta.indexes, ...meta.uniques]) {
        putFirst(tenant.name, index);
      }
    }
  }
}

/** The property that says whose the rows of an entity are. */
export function tenantProperty(meta: EntityMetadata): EntityProperty | undefined {
  return tenantProperties(meta)[0];
}

/** All properties that would say so: the start refuses more than one. */
export function tenantProperties(meta: EntityMetadata): readonly EntityProperty[] {
  return meta.props.filter(
    ({ name }) => propertyDeclarationOf(meta.class as never, name).tenant !== undefined,
  );
}

/** Indexes of single columns become such as have several. */
function indexColumns(meta: EntityMetadata, tenant: EntityProperty): void {
  const { primaryKeys } = meta;
  if (tenant.kind === ReferenceKind.SCALAR) {
    meta.indexes.push({ properties: [tenant.name, ...primaryKeys] as never });
  }
  for (const property of meta.props) {
    const { kind, name, index, unique } = property;
    if (kind === ReferenceKind.SCALAR && !isNone(index)) {
      property.index = false;
      meta.indexes.push({ properties: [name], ...named(index) });
    }
    if (kind === ReferenceKind.SCALAR && !isNone(unique)) {
      property.unique = false;
      meta.uniques.push({ properties: [name], ...named(unique) });
    }
  }
}

function isNone(index: boolean | string | undefined): boolean {
  return index === undefined || index === false;
}

function named(index: boolean | string | undefined): { readonly name?: string } {
  return typeof index === 'string' ? { name: index } : {};
}

function putFirst(tenant: string, index: EntityMetadata['indexes'][number]): void {
  if (index.expression !== undefined) {
    return;
  }
  const names: readonly string[] = [index.properties ?? []].flat();
  const columns = index.columns ?? [];
  const all = names.length > 0 ? names : columns.map(({ name }) => name);
  index.properties = [tenant, ...all.filter((name) => name !== tenant)] as never;
  if (columns.length > 0) {
    const own = columns.find(({ name }) => name === tenant) ?? { name: tenant };
    index.columns = [own, ...columns.filter((column) => column !== own)];
  }
}
