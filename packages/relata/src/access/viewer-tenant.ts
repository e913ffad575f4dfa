import { PolicyFilterError, ViewerKeyError } from '../errors.js';
import type { Condition } from '../filter/condition.js';
import type { Key } from '../kinds/kind.js';
import { keyFormOf } from '../model/key.js';
import type { Column, Tenant } from '../model/model.js';
import { keyOfColumn, viewerKeyOf } from './viewer-key.js';
import type { Viewer } from './viewer.js';

/**
 * The tenant of a viewer, as rows have it.
 * @returns null for one that has none
 * @throws ViewerKeyError for what no row can have
 */
export function tenantKeyOf({ column, attribute }: Tenant, viewer: Viewer): Key | null {
  const given = viewer.attributes?.[attribute] ?? null;
  if (given === null) {
    return null;
  }
  const { references } = column;
  const key =
    references === null ? keyOfColumn(column, given) : viewerKeyOf(references.model, given);
  if (key === null) {
    const { name } = column.model;
    throw ViewerKeyError.of(given, { model: name, example: keyFormOf(column).example });
  }
  return key;
}

/** A tenant as a column of the model has it in conditions and, where it is no relation, in code. */
export function tenantValue(column: Column, key: Key): Key | bigint {
  return column.references === null ? (keyFormOf(column).inCode(key) as Key | bigint) : key;
}

/** Which rows are of the tenant of a viewer: null where it has none, an error where that cannot be used. */
export function tenantFilter(
  tenant: Tenant,
  viewer: Viewer,
): Extract<Condition, { readonly kind: 'compare' }> | null | PolicyFilterError {
  const { column } = tenant;
  try {
    const key = tenantKeyOf(tenant, viewer);
    return key === null
      ? null
      : {
          kind: 'compare',
          column,
          operator: 'eq',
          operand: tenantValue(column, key),
          caseless: false,
        };
  } catch (error) {
    return PolicyFilterError.of(column.model.name, error);
  }
}
