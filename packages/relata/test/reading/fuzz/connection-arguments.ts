import { GraphQLInt, GraphQLString } from 'graphql';
import { argumentsOf } from '../../../src/testing/reads/arbitraries/input-arbitrary.js';
import type { ConnectionPlace } from './connections.js';
import type { Workshop } from './workshop.js';

/** Arguments of a connection, as they are printed. */
export interface PrintedArguments {
  /** With parentheses; empty where there are none. */
  readonly text: string;
  /** Whether some are to be cursors, so that the answer must have some. */
  readonly hasCursors: boolean;
}

/** How often of 100 times an argument is a variable as a whole: those more that decide about a statement. */
const WHOLE: Readonly<Record<string, number>> = { where: 35, offset: 50, deleted: 40 };

/** What nobody may ask for, whatever else the arguments are. */
const REFUSED = [
  'first: 100000',
  'first: -1',
  'last: -1',
  'first: 2, last: 2',
  'last: 100000',
  'after: "no cursor"',
  'before: ""',
  'where: {id: null}',
  'where: {and: [{id: {eq: null}}]}',
  'where: {id: {eq: "nothing_1"}}',
  'where: {nothing: {eq: 1}}',
  'orderBy: [{id: null}]',
  'orderBy: [{}]',
  'first: "1"',
];

/** Makes arguments in all legal combinations, now and then an illegal one. */
export function connectionArguments(
  shop: Workshop,
  { name, model, source }: ConnectionPlace,
  path: readonly string[],
): PrintedArguments {
  const { dice, inputs, stock } = shop;
  if (dice.chance(1)) {
    shop.traits.add('invalid');
    return { text: `(${dice.one(REFUSED)})`, hasCursors: false };
  }
  const isRoot = source === 'Query';
  const place = { isRoot, hasCursors: true };
  const { input, wishes } = dice.of(argumentsOf(model, stock.filters, place));
  const parts: string[] = [];
  const field = shop.type(source).getFields()[name];
  for (const [argument, value] of Object.entries(input)) {
    const type = field?.args.find((each) => each.name === argument)?.type;
    if (type !== undefined) {
      const isWhole = dice.chance(WHOLE[argument] ?? 20);
      const printed = isWhole ? inputs.variable(value, type) : inputs.print(value, type);
      parts.push(`${argument}: ${printed}`);
    }
  }
  const mayBeSkipped = isRoot && wishes === undefined && !('last' in input || 'offset' in input);
  if (mayBeSkipped && dice.chance(30)) {
    parts.push(`offset: ${laterOffset(shop)}`);
  }
  for (const argument of ['after', 'before'] as const) {
    const share = wishes?.[argument];
    if (share !== undefined) {
      const none = dice.chance(50) ? null : undefined;
      const variable = inputs.declare({
        type: GraphQLString.name,
        fallback: null,
        value: none,
        others: [],
      });
      shop.cursors.push({ variable: variable.slice(1), path, share });
      parts.push(`${argument}: ${variable}`);
    }
  }
  return {
    text: parts.length === 0 ? '' : `(${parts.join(', ')})`,
    hasCursors: wishes !== undefined,
  };
}

/** An offset that comes and goes: whether there is one decides about the statement. */
function laterOffset({ dice, inputs }: Workshop): string {
  return inputs.declare({
    type: GraphQLInt.name,
    fallback: null,
    value: dice.one([undefined, undefined, null, 0, 2]),
    others: [undefined, 0, 1, 1, 2, 3],
  });
}
