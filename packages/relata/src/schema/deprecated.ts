import { type GraphQLInputType, isNonNullType } from 'graphql';
import type { Lookup } from '../model/model.js';

/** Says why clients should not use a field, where there is a reason. What must be given cannot be deprecated. */
export function deprecated(
  { deprecationReason }: { readonly deprecationReason: string | null },
  type?: GraphQLInputType,
): { readonly deprecationReason?: string } {
  return deprecationReason === null || isNonNullType(type) ? {} : { deprecationReason };
}

/** The same of a lookup: it is deprecated where one of its columns is. */
export function deprecatedLookup({ columns }: Lookup): { readonly deprecationReason?: string } {
  const reason = columns
    .map(({ column }) => column.deprecationReason)
    .find((each) => each !== null);
  return deprecated({ deprecationReason: reason ?? null });
}
