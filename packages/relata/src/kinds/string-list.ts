import { GraphQLID, GraphQLString } from 'graphql';
import { textProblem } from '../text/text.js';
import { INTEGER_LISTS } from './int-list.js';
import { listKind, UNCHECKED } from './list.js';
import { firstProblem } from './list-length.js';
import { textOperand } from './string.js';

const FILTER = {
  name: 'StringListFilter',
  description: 'Conditions on a list of texts.',
  operand: GraphQLString,
};

/** Lists of texts. */
export const stringListKind = listKind({
  name: 'stringList',
  becomes: ['enumList'],
  docs: [
    {
      what: 'List of texts',
      written: "`@Property({ type: 'string[]' })` `@Field(() => [String])`",
      sqlite: '`text`, JSON',
      postgresql: '`text[]`',
      filter: '`StringListFilter`',
    },
  ],
  isEnum: false,
  isWritten: ({ type, array, items }) => {
    const written = String(type).toLowerCase();
    const isArray = array === true && items === undefined;
    return written === 'string[]' || (isArray && !INTEGER_LISTS.includes(written));
  },
  runtimeType: 'string[]',
  native: 'text',
  scalars: [GraphQLString, GraphQLID],
  filter: () => FILTER,
  check: UNCHECKED,
  writer: 'relata_strings',
  parse: (item) => item,
  isCollated: true,
  operand: textOperand,
  problemOf: (value, { maxLength }, { textCharacters }) =>
    firstProblem(value as readonly string[], (item) =>
      textProblem(item, maxLength ?? textCharacters),
    ),
  samples: () => [
    [],
    ['a'],
    ['A', ''],
    ['b', 'null'],
    ['a', '"', 'b'],
    ['ß', '😀'],
    ['{}', ','],
    ['b', 'a', 'A'],
  ],
  sample: (_number, mark) => [mark],
});
