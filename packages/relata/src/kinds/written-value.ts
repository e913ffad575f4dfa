import { getNamedType, type GraphQLOutputType, isLeafType } from 'graphql';
import { isDocument } from './document/document-over.js';
import { writtenDocument } from './document/written-document.js';
import type { Kind } from './kind.js';
import { answerOf } from './scalar-over.js';

/**
 * A value of a column, as models have it, in the form an answer gives it in: a member of an enum by its name, bytes in
 * base64.
 * @throws GraphQLError for what its type cannot represent
 */
export function writtenValue(
  { kind, type }: { readonly kind: Kind; readonly type: GraphQLOutputType | null },
  value: unknown,
): unknown {
  if (isDocument(kind)) {
    return writtenDocument(kind.shape, value);
  }
  const named = type === null ? null : getNamedType(type);
  if (value === null || value === undefined || !isLeafType(named)) {
    return value;
  }
  const write = (each: unknown): unknown => named.serialize(each);
  const answer = answerOf(kind, value);
  return kind.isList ? (answer as readonly unknown[]).map(write) : write(answer);
}
