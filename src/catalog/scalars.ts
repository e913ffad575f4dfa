import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import { GraphQLBigInt, GraphQLEmailAddress } from 'graphql-scalars';

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Bytes as base64 text (RFC 4648, with padding). */
export const GraphQLBase64 = new GraphQLScalarType<Buffer, string>({
  name: 'Base64',
  description: 'Bytes, written as base64 text (RFC 4648, with padding).',
  extensions: { jsonSchema: { type: 'string', contentEncoding: 'base64' } },
  serialize: (value) => toBuffer(value).toString('base64'),
  parseValue: decode,
  parseLiteral: (node) => decode(node.kind === Kind.STRING ? node.value : undefined),
});

/** `BigInt` of graphql-scalars, always written as a string: JSON numbers lose digits past 2^53. */
export const GraphQLBigIntText = new GraphQLScalarType({
  ...GraphQLBigInt.toConfig(),
  description: 'An integer of any size, always written as a string.',
  extensions: { jsonSchema: { type: 'string', pattern: '^-?[0-9]+$' } },
  serialize: (value) => BigInt(value as string | number | bigint).toString(),
});

/**
 * `EmailAddress` of graphql-scalars, which checks what is given and not what is stored: one odd row
 * brought in by other means must not take a whole page of users down.
 */
export const GraphQLEmail = new GraphQLScalarType({
  ...GraphQLEmailAddress.toConfig(),
  serialize: String,
});

function toBuffer(value: unknown): Buffer {
  if (value instanceof Uint8Array) {
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  }
  throw new GraphQLError('Base64 cannot represent a value that is not bytes');
}

function decode(value: unknown): Buffer {
  if (typeof value !== 'string' || !BASE64.test(value)) {
    throw new GraphQLError('Base64 must be base64 text with padding');
  }
  return Buffer.from(value, 'base64');
}
