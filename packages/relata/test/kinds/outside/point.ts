import {
  GraphQLError,
  GraphQLInputObjectType,
  GraphQLInt,
  GraphQLNonNull,
  GraphQLScalarType,
} from 'graphql';
import { nativeText, ownOperator, sql } from 'relata/kinds';

const NUMBER = '(0|-?[1-9][0-9]{0,5})';
const FORM = new RegExp(`^${NUMBER} ${NUMBER}$`);

/** Points on a plan, in centimetres: `300 -50`. */
export const GraphQLPoint = new GraphQLScalarType<string, string>({
  name: 'Point',
  description: 'A point on a plan, in centimetres: `"300 -50"`.',
  parseValue: (value) => {
    if (typeof value !== 'string') {
      throw new GraphQLError('Point must be a text like "300 -50"');
    }
    return value;
  },
});

interface Near {
  readonly x: number;
  readonly y: number;
  readonly within: number;
}

const near = ownOperator<Near>({
  description: 'Not further from a point than so many centimetres.',
  type: new GraphQLInputObjectType({
    name: 'Near',
    description: 'A point, and how far from it.',
    fields: {
      point: { type: new GraphQLNonNull(GraphQLPoint), description: 'The point.' },
      within: { type: new GraphQLNonNull(GraphQLInt), description: 'Centimetres.' },
    },
  }),
  read: (given) => {
    const { point, within } = given as { readonly point: string; readonly within: number };
    if (!FORM.test(point) || within < 0 || within > 2_000_000) {
      return { reason: 'must have a point like "300 -50", and 0 to 2000000 centimetres' };
    }
    return { value: { ...placeOf(point), within } };
  },
  sql: (dialect, value, part) => {
    const [x, y] =
      dialect === 'sqlite'
        ? [
            sql`cast(${value} as integer)`,
            sql`cast(substr(${value}, instr(${value}, ' ')) as integer)`,
          ]
        : [sql`split_part(${value}, ' ', 1)::bigint`, sql`split_part(${value}, ' ', 2)::bigint`];
    const [right, down, within] = [
      sql`(${x} - cast(${part((asked) => asked.x)} as bigint))`,
      sql`(${y} - cast(${part((asked) => asked.y)} as bigint))`,
      sql`cast(${part((asked) => asked.within)} as bigint)`,
    ];
    return sql`${right} * ${right} + ${down} * ${down} <= ${within} * ${within}`;
  },
  holds: (value, { x, y, within }) => {
    const place = placeOf(String(value));
    return (place.x - x) ** 2 + (place.y - y) ** 2 <= within ** 2;
  },
  samples: () => [
    { point: '0 0', within: 0 },
    { point: '0 0', within: 5 },
    { point: '3 4', within: 4 },
    { point: '-999999 999999', within: 2_000_000 },
  ],
});

/** Points on a plan, which are asked what is near to them. */
export const pointKind = nativeText({
  name: 'point',
  native: 'text',
  scalar: GraphQLPoint,
  what: 'a point',
  order: 'none',
  own: { near },
  form: (text) => (FORM.test(text) ? { value: text } : { reason: 'must be a point like 300 -50' }),
  isFormed: (text) => {
    const numbers = [text, `substr(${text}, instr(${text}, ' '))`].map(
      (part) => `cast(${part} as integer)`,
    );
    const isSame = `${numbers.join(` || ' ' || `)} = ${text}`;
    return `${isSame} and ${numbers.map((number) => `abs(${number}) <= 999999`).join(' and ')}`;
  },
  print: (value) => sql`case when ${value} ~ ${sql.lit(FORM.source)} then ${value} end`,
  samples: () => ['0 0', '3 4', '4 3', '-3 4', '0 5', '999999 -999999', '-999999 999999'],
  sample: (number) => `${String(number % 1_000_000)} ${String(Math.floor(number / 1_000_000))}`,
});

function placeOf(point: string): Pick<Near, 'x' | 'y'> {
  const [x = 0, y = 0] = point.split(' ').map(Number);
  return { x, y };
}
