import type { GraphQLScalarType } from 'graphql';
import { sql } from 'kysely';
import { getOrMake } from '../../cache/get-or-make.js';
import { canonicalJson, type JsonValue } from '../canonical-json.js';
import { jsonKind } from '../json.js';
import { GraphQLJsonValue } from '../json-scalar.js';
import type { Kind, Operand } from '../kind.js';
import { memberUnder } from '../scalar-over.js';

/** Values for documents that are made up, of which a scalar takes those that it reads. */
const CANDIDATES: readonly unknown[] = [
  0,
  1,
  2,
  3,
  1.5,
  true,
  '',
  'a',
  'B',
  'é😀',
  '7',
  'https://example.org/',
  'https://example.org/a?b=c',
  'someone@example.org',
  '2026-01-31',
];

/** Any JSON, which is the same as other JSON or not. What is before what, only its scalar would know. */
const VALUE_KIND: Kind = {
  ...jsonKind,
  name: 'value',
  filter: () => ({
    name: 'ValueFilter',
    description: 'Conditions on a value.',
    operand: GraphQLJsonValue,
    operators: ['equality', 'membership'],
  }),
  operand: (value) => value as Operand,
  member: {
    form: 'any',
    compared: {
      taken: {
        sqlite: (value) => sql`relata_json(${value})`,
        postgresql: (value) => sql`(${value})::jsonb`,
      },
      with: {
        sqlite: { parameter: written, bound: (parameter) => parameter },
        postgresql: { parameter: written, bound: (parameter) => sql`${parameter}::jsonb` },
      },
    },
  },
};

const made = new WeakMap<GraphQLScalarType, Kind>();

/** The kind of what a scalar of the application has written in a document: it is whatever JSON the scalar writes. */
export function scalarMember(scalar: GraphQLScalarType): Kind {
  return getOrMake(made, scalar, () => {
    const samples = CANDIDATES.flatMap((value) => writtenBy(scalar, value));
    return { ...memberUnder(VALUE_KIND, scalar), samples: () => samples };
  });
}

function writtenBy(scalar: GraphQLScalarType, value: unknown): readonly unknown[] {
  try {
    return [JSON.parse(JSON.stringify(scalar.serialize(scalar.parseValue(value))))];
  } catch {
    return [];
  }
}

function written(value: unknown): string {
  return canonicalJson(value as JsonValue);
}
