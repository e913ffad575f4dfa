import { type GraphQLLeafType, GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import { GraphQLBigInt } from 'graphql-scalars';
import { isDecimal, textOfNumber } from './exact-decimal.js';

const INTEGER = /^-?\d{1,40}$/;

/** By name: schemas are made of copies. */
const EXACT: ReadonlySet<string> = new Set(['Int', 'ID', 'BigInt', 'Decimal']);

/**
 * `BigInt` of graphql-scalars, always written as a string: JSON numbers lose digits past 2^53. Models name the original.
 */
export const GraphQLBigIntText = new GraphQLScalarType<bigint, string>({
  ...GraphQLBigInt.toConfig(),
  description: 'An integer of any size, always written as a string.',
  extensions: { jsonSchema: { type: 'string', pattern: '^-?[0-9]+$' } },
  serialize: (value) => BigInt(value as string | number | bigint).toString(),
  parseValue: integerOf,
  parseLiteral: (node) => integerOf(node.kind === Kind.INT ? Number(node.value) : textIn(node)),
});

/**
 * A decimal number whose digits are all kept: always written as a string. In code it is a string, too.
 * @example
 * class Product extends MutableModel {
 *   @Property({ type: 'decimal', precision: 10, scale: 2 })
 *   @Field(() => GraphQLDecimal, { description: 'What it costs.' })
 *   price!: string;
 * }
 */
export const GraphQLDecimal = new GraphQLScalarType<string, string>({
  name: 'Decimal',
  description:
    'A decimal number with all its digits, always written as a string: `"12.30"`. Numbers of at most 15 digits are taken, too.',
  extensions: { jsonSchema: { type: 'string', pattern: '^-?[0-9]+(\\.[0-9]+)?$' } },
  serialize: String,
  parseValue: (value) => decimalOf(typeof value === 'number' ? textOfNumber(String(value)) : value),
  parseLiteral: (node) =>
    decimalOf(
      node.kind === Kind.INT || node.kind === Kind.FLOAT ? textOfNumber(node.value) : textIn(node),
    ),
});

/** Whether a scalar takes numbers of which no digit may be lost. */
export function isExactScalar(scalar: GraphQLLeafType): boolean {
  return EXACT.has(scalar.name);
}

function textIn(node: ValueNode): string | undefined {
  return node.kind === Kind.STRING ? node.value : undefined;
}

function integerOf(value: unknown): bigint {
  if (
    typeof value === 'bigint' ||
    Number.isSafeInteger(value) ||
    (typeof value === 'string' && INTEGER.test(value))
  ) {
    return BigInt(value as bigint | number | string);
  }
  throw new TypeError(
    'BigInt must be an integer like "9007199254740993", as a text where it is beyond 2^53',
  );
}

function decimalOf(value: unknown): string {
  if (typeof value !== 'string' || !isDecimal(value)) {
    throw new TypeError(
      'Decimal must be a decimal number like "12.30", as a text where it has more than 15 digits',
    );
  }
  return value;
}
