import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import { GraphQLEmailAddress } from 'graphql-scalars';
import { durationOf, millisecondsOf } from './duration-text.js';

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/**
 * Bytes as base64 text (RFC 4648, with padding).
 * @example
 * class Portrait extends MutableModel {
 *   @Property({ type: 'blob', nullable: true })
 *   @Field(() => GraphQLBase64, { nullable: true, description: 'A small picture (PNG).' })
 *   picture?: Buffer | null;
 * }
 */
export const GraphQLBase64 = new GraphQLScalarType<Buffer, string>({
  name: 'Base64',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc4648#section-4',
  description: 'Bytes, written as base64 text (RFC 4648, with padding).',
  extensions: { jsonSchema: { type: 'string', contentEncoding: 'base64' } },
  serialize: (value) => toBuffer(value).toString('base64'),
  parseValue: decode,
  parseLiteral: (node) => decode(node.kind === Kind.STRING ? node.value : undefined),
});

/**
 * `EmailAddress` of graphql-scalars, which checks nothing by itself. What is stored is told as it is:
 * one odd row brought in by other means must not take a whole page of users down. What is given is
 * checked where it is written ({@link isEmailAddress}): what is wrong with it is an error of the
 * payload, beside all others.
 * @example
 * class Person extends MutableModel {
 *   @UniqueString({ caseless: true, length: 320 })
 *   @Field(() => GraphQLEmail)
 *   email!: string;
 *
 *   emailKey!: Opt<string>;
 * }
 */
export const GraphQLEmail = new GraphQLScalarType<string, string>({
  ...GraphQLEmailAddress.toConfig(),
  description: 'An e-mail address as HTML has it.',
  serialize: String,
  parseValue: textOf,
  parseLiteral: (node) => textOf(node.kind === Kind.STRING ? node.value : undefined),
});

/** Whether a text has the form of an e-mail address. */
export function isEmailAddress(text: string): boolean {
  try {
    GraphQLEmailAddress.parseValue(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * A length of time as ISO 8601 has it; in code, milliseconds. Years and months are refused: they have no length.
 * @example
 * class Film extends MutableModel {
 *   @Property({ type: 'duration' })
 *   @Field(() => GraphQLDuration, { description: 'How long it is.' })
 *   length!: number;
 * }
 */
export const GraphQLDuration = new GraphQLScalarType<number, string>({
  name: 'Duration',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339#appendix-A',
  description:
    'A length of time like `P1DT2H30M`, in weeks to milliseconds (ISO 8601, without years and months).',
  extensions: { jsonSchema: { type: 'string', format: 'duration' } },
  serialize: (value) => {
    // A sum may have more of them than a number holds.
    if (typeof value !== 'bigint' && !Number.isSafeInteger(value)) {
      throw new GraphQLError('Duration cannot represent a value that is no number of milliseconds');
    }
    return durationOf(value as number | bigint);
  },
  parseValue: lengthOf,
  parseLiteral: (node) => lengthOf(node.kind === Kind.STRING ? node.value : undefined),
});

function lengthOf(value: unknown): number {
  const length = typeof value === 'string' ? millisecondsOf(value) : null;
  if (length === null) {
    throw new GraphQLError('Duration must be a text like P1DT2H30M, without years and months');
  }
  return length;
}

function textOf(value: unknown): string {
  if (typeof value !== 'string') {
    throw new GraphQLError('EmailAddress must be a text');
  }
  return value;
}

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
