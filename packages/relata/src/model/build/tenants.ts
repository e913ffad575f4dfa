import type { EntityMetadata, MetadataStorage } from '@mikro-orm/core';
import { StartupError } from '../../errors.js';
import { keyFormOf } from '../key.js';
import { propertyDeclarationOf } from '../declarations.js';
import type { Catalog, Column, Model, Relation, Tenant } from '../model.js';
import { tenantProperties, tenantProperty } from '../tenant-indexes.js';

/** What tells whose the rows of a model are; null where they are nobody's in particular. */
export function tenantOf(model: Model, meta: EntityMetadata): Tenant | null {
  const property = tenantProperty(meta);
  const column = property === undefined ? undefined : model.columns.get(property.name);
  const declared = column && propertyDeclarationOf(model.target, column.name).tenant;
  return column === undefined || declared === undefined ? null : { column, ...declared };
}

/**
 * Makes sure that tenants can be told apart: each row of a model with tenants has one, which nobody chooses, and nothing
 * leads from rows of nobody in particular to those of one, or tells of them.
 * @throws StartupError naming all models and fields at fault
 */
export function checkTenants(catalog: Catalog, storage: MetadataStorage): void {
  const faults = [...storage.getAll().values()].flatMap((meta) => {
    const model = catalog.get(meta.className);
    return model === undefined ? [] : [...faultsOfTenant(model, meta), ...faultsOfRelations(model)];
  });
  faults.push(...faultsOfDifference([...catalog.values()]));
  if (faults.length > 0) {
    throw new StartupError(`The models cannot be served: ${faults.join('; ')}`);
  }
}

function faultsOfTenant(model: Model, meta: EntityMetadata): readonly string[] {
  const [property, other] = tenantProperties(meta);
  if (property === undefined) {
    return [];
  }
  const faults: string[] = [];
  const say = (name: string, fault: string): void => {
    faults.push(`${model.name}.${name}: ${fault}`);
  };
  if (other !== undefined) {
    say(other.name, `a row has one tenant, and ${property.name} is it: leave out one @Tenant()`);
  }
  const { tenant } = model;
  if (tenant === null) {
    say(property.name, 'a tenant is a to-one relation, or a column: move @Tenant() there');
    return faults;
  }
  const { column } = tenant;
  if (column.nullable) {
    say(column.name, 'a row without a tenant would be of nobody: leave out nullable');
  }
  if (column.kind.key === null || column.parts.length > 1) {
    say(column.name, 'a tenant is known by one column: an integer, a bigint, a UUID or a string');
  }
  if (column.references !== null && column.references.model.tenant !== null) {
    say(
      column.name,
      `a tenant is of no tenant itself: leave out @Tenant() of ${column.references.model.name}`,
    );
  }
  if (model.keys.includes(column.name)) {
    say(column.name, 'a tenant is no part of the key: give the model a key of its own');
  } else if (isChosenKey(model)) {
    const key = model.keys.join();
    say(key, 'a key that clients choose tells which ones other tenants have: use one that is made');
  }
  for (const { expression, name } of meta.uniques) {
    if (expression !== undefined) {
      say(name ?? 'unique', 'an expression cannot be unique within a tenant: name properties');
    }
  }
  return faults;
}

/** Whether new rows may have the key of a row of another tenant. */
function isChosenKey({ id, keys, columns }: Model): boolean {
  const parts = keys.flatMap((name) => columns.get(name) ?? []);
  const isOfTenant = parts.some(({ references }) => (references?.model.tenant ?? null) !== null);
  const isChosen = [id, ...parts].some(
    ({ input, references }) => input !== null || references !== null,
  );
  return isChosen && !isOfTenant;
}

function faultsOfRelations(model: Model): readonly string[] {
  return [...model.relations.values()].flatMap((relation) => {
    const fault = model.tenant === null ? faultOfWayIn(relation) : faultOfWayOut(relation);
    return fault === null ? [] : [`${model.name}.${relation.name}: ${fault}`];
  });
}

/** A row of nobody in particular may be reached from one of a tenant, and not the other way round. */
function faultOfWayIn({ join, source, target, isWritable }: Relation): string | null {
  const isHeld = join.kind === 'sourceKey' || (join.kind === 'link' && isWritable);
  return target.tenant !== null && isHeld
    ? `a ${source.name} is of no tenant and would refer to a ${target.name}, which is of one: ` +
        `give ${source.name} a @Tenant(), or have ${target.name} refer to it`
    : null;
}

function faultOfWayOut({ join, source, target }: Relation): string | null {
  const isOnly = [...target.relations.values()].some(
    ({ join: back, many }) =>
      !many && back.kind === 'targetKey' && join.kind === 'sourceKey' && back.key === join.key,
  );
  return isOnly &&
    target.tenant === null &&
    join.kind === 'sourceKey' &&
    !isTenant(source, join.key)
    ? `a ${target.name} is of no tenant, and has room for one ${source.name} of all tenants: use a relation to many`
    : null;
}

function isTenant({ tenant }: Model, column: Column): boolean {
  return tenant?.column === column;
}

/** A viewer has one tenant: all models mean the same by it. */
function faultsOfDifference(models: readonly Model[]): readonly string[] {
  const all = models.flatMap(({ tenant }) => tenant ?? []);
  const [first, ...others] = all.filter(({ column }) => column.kind.key !== null);
  return others
    .filter((other) => first !== undefined && !isSame(first, other))
    .map(
      ({ column: { model, name } }) =>
        `${model.name}.${name}: its tenants are others than those of ${first?.column.model.name ?? ''}: ` +
        `all models have the same, of one attribute`,
    );
}

function isSame(one: Tenant, other: Tenant): boolean {
  const [left, right] = [one.column, other.column];
  return (
    one.attribute === other.attribute &&
    left.references?.model === right.references?.model &&
    keyFormOf(left).native === keyFormOf(right).native
  );
}
