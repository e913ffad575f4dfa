import { type GraphQLOutputType, isNonNullType } from 'graphql';
import type { Policies } from '../access/policies.js';
import { StartupError } from '../errors.js';
import type { Model } from '../model/model.js';
import type { RowValues } from '../reading/reader/row.js';

/** What code of a field is told of a row; null where it is not asked. */
export type Sight = (values: RowValues) => RowValues | null;

/**
 * What a hand-written field of a model sees of a row: what was read of it, or the columns alone that it is computed of. Nothing is
 * computed of a column that is hidden; one that is empty looks the same.
 * @throws StartupError for a field that may not be null and is computed of what a policy may hide
 */
export function sightOf(
  model: Model,
  name: string,
  { type, policies }: { readonly type: GraphQLOutputType; readonly policies: Policies },
): Sight {
  const needs = model.computed.get(name);
  if (needs === undefined) {
    return (values) => values;
  }
  const masked = needs.filter((column) => policies.isMasked(column));
  const [first] = masked;
  if (first !== undefined && isNonNullType(type)) {
    throw new StartupError(
      `${model.name}.${name} needs ${first.name}, which a policy may hide, so the field must be nullable: @Field({ nullable: true })`,
    );
  }
  const seen = [model.id, ...needs].map((column) => column.name);
  return (values) =>
    masked.some((column) => values[column.name] === null)
      ? null
      : Object.fromEntries(seen.map((column) => [column, values[column]]));
}
