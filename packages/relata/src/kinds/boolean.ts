import { GraphQLBoolean } from 'graphql';
import { sql } from 'kysely';
import type { FilterKind, Kind } from './kind.js';
import { isNamed, ownType, plainCursor, single } from './kind-parts.js';
import { asText, integersBetween, plainStorage } from './storage.js';

const FILTER: FilterKind = {
  name: 'BooleanFilter',
  description: 'Conditions on a boolean.',
  operand: GraphQLBoolean,
  operators: ['equality'],
};

/** True or false. */
export const booleanKind: Kind = {
  name: 'boolean',
  docs: [
    {
      what: 'Boolean',
      written: "`@Property({ type: 'boolean', default: false })` `@Field(() => Boolean)`",
      sqlite: '`integer`, CHECK',
      postgresql: '`boolean`',
      filter: '`BooleanFilter`',
    },
  ],
  isList: false,
  isEnum: false,
  isWritten: isNamed('boolean'),
  ormType: null,
  runtimeType: null,
  isAnswered: true,
  scalars: [GraphQLBoolean],
  member: { form: 'boolean' },
  inputType: ownType,
  filter: () => FILTER,
  isCollated: false,
  key: null,
  isPlain: true,
  cursor: plainCursor,
  hasExtremes: false,
  sum: null,
  storage: {
    sqlite: plainStorage({
      column: /^integer$/,
      check: integersBetween(0, 1),
      parameter: (value) => (typeof value === 'boolean' ? Number(value) : value),
      json: (value) =>
        sql`case when ${value} = 1 then 'true' when ${value} is not null then 'false' end`,
    }),
    postgresql: plainStorage({ column: /^boolean$/, json: asText }),
  },
  read: (raw) => raw === true || raw === 1,
  operand: single,
  store: (value) => ({ value }),
  samples: () => [true, false],
  sample: () => true,
};
