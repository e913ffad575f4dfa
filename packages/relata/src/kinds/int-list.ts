import { GRAPHQL_MAX_INT, GRAPHQL_MIN_INT, GraphQLInt } from 'graphql';
import { single } from './kind-parts.js';
import { listKind, UNCHECKED } from './list.js';

/** How models write lists of integers. */
export const INTEGER_LISTS: readonly string[] = ['int[]', 'integer[]'];

const FILTER = {
  name: 'IntListFilter',
  description: 'Conditions on a list of integers.',
  operand: GraphQLInt,
};

/** Lists of integers of 32 bits. */
export const intListKind = listKind({
  name: 'intList',
  docs: [
    {
      what: 'List of integers',
      written: "`@Property({ type: 'int[]' })` `@Field(() => [Int])`",
      sqlite: '`text`, JSON',
      postgresql: '`int[]`',
      filter: '`IntListFilter`',
    },
  ],
  isEnum: false,
  isWritten: ({ type }) => INTEGER_LISTS.includes(String(type).toLowerCase()),
  runtimeType: 'number[]',
  native: 'int',
  scalars: [GraphQLInt],
  filter: () => FILTER,
  check: UNCHECKED,
  writer: 'relata_integers',
  parse: Number,
  isCollated: false,
  operand: single,
  problemOf: () => null,
  samples: () => [
    [],
    [0],
    [1, 2],
    [2, 1],
    [1, 1],
    [-1, 3],
    [GRAPHQL_MIN_INT, GRAPHQL_MAX_INT],
    [3, 2, 1, 0],
  ],
  sample: (number) => [number],
});
