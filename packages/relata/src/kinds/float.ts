import { DoubleType } from '@mikro-orm/core';
import { GraphQLFloat } from 'graphql';
import { sql } from 'kysely';
import type { FilterKind, Kind } from './kind.js';
import { comparable, isNamed, ownType, plainCursor, single } from './kind-parts.js';
import { asText, plainStorage } from './storage.js';

const FILTER: FilterKind = comparable('FloatFilter', 'a number', GraphQLFloat);

/** Numbers of 64 bits (IEEE 754). */
export const floatKind: Kind = {
  name: 'float',
  docs: [
    {
      what: 'Number',
      written: "`@Property({ type: 'double' })` `@Field(() => Float)`",
      sqlite: '`double`',
      postgresql: '`double precision`',
      filter: '`FloatFilter`',
    },
  ],
  isList: false,
  isEnum: false,
  isWritten: isNamed('double'),
  ormType: DoubleType,
  runtimeType: null,
  isAnswered: true,
  scalars: [GraphQLFloat],
  inputType: ownType,
  filter: () => FILTER,
  isCollated: false,
  isPlain: false,
  cursor: plainCursor,
  hasExtremes: true,
  sum: {
    type: GraphQLFloat,
    average: { type: GraphQLFloat, places: null, roundedTo: 'what a number can hold' },
    exact: null,
  },
  storage: {
    sqlite: plainStorage({ column: /^double$/, json: (value) => sql`relata_number(${value})` }),
    postgresql: plainStorage({
      column: /^double precision$/,
      json: asText,
      isRewritten: true,
      cursor: null,
    }),
  },
  read: (raw) => raw,
  operand: single,
  store: (value) => ({ value }),
  samples: () => [-1.5, 0, 0.25, 0.25, 1, 2, 1024],
  sample: (number) => number + 0.5,
};
