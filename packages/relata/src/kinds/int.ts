import { GRAPHQL_MAX_INT, GRAPHQL_MIN_INT, GraphQLInt } from 'graphql';
import { sql } from 'kysely';
import { SMALL_SUM } from './exact-sum.js';
import { intKeyForm } from './key-forms.js';
import type { FilterKind, KindOfKeys } from './kind.js';
import { comparable, isNamed, ownType, plainCursor, single } from './kind-parts.js';
import { asText, integersBetween, isBetween, plainStorage, refused } from './storage.js';

/** Conditions on an integer, also on a number of rows. */
export const INT_FILTER: FilterKind = comparable('IntFilter', 'an integer', GraphQLInt);

/** Integers of 32 bits. */
export const intKind: KindOfKeys = {
  name: 'int',
  becomes: ['bigint', 'float'],
  docs: [
    {
      what: 'Integer',
      written: "`@Property({ type: 'integer' })` `@Field(() => Int)`",
      sqlite: '`integer`, CHECK',
      postgresql: '`int`',
      filter: '`IntFilter`',
    },
  ],
  isList: false,
  isEnum: false,
  isWritten: isNamed('integer', 'int', 'number'),
  ormType: null,
  runtimeType: null,
  isAnswered: true,
  scalars: [GraphQLInt],
  member: { form: 'number' },
  inputType: ownType,
  filter: () => INT_FILTER,
  isCollated: false,
  key: intKeyForm,
  isPlain: true,
  cursor: plainCursor,
  hasExtremes: true,
  sum: SMALL_SUM,
  storage: {
    sqlite: plainStorage({
      column: /^(?:int|integer)$/,
      check: integersBetween(GRAPHQL_MIN_INT, GRAPHQL_MAX_INT),
      json: (value) =>
        sql`case when ${isBetween(value, GRAPHQL_MIN_INT, GRAPHQL_MAX_INT)}
          then ${value} else ${refused.sqlite(value)} end`,
    }),
    postgresql: plainStorage({ column: /^(?:int|integer)$/, json: asText }),
  },
  read: (raw) => raw,
  operand: single,
  store: (value) =>
    typeof value === 'number' && (value < GRAPHQL_MIN_INT || value > GRAPHQL_MAX_INT)
      ? { reason: `must be from ${String(GRAPHQL_MIN_INT)} to ${String(GRAPHQL_MAX_INT)}` }
      : { value },
  samples: () => [GRAPHQL_MIN_INT, -7, -1, 0, 1, 2, 2, 3, 3, 10, GRAPHQL_MAX_INT],
  sample: (number) => number,
};
