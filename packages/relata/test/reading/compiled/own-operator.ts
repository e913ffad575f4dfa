import { GraphQLString } from 'graphql';
import { sql } from 'kysely';
import { ownOperator } from '../../../src/kinds/own-operator.js';

/** An operator that no kind of the engine has. */
export const OWN = ownOperator<string>({
  description: 'Whether it is before a text.',
  type: GraphQLString,
  read: (given) => ({ value: String(given) }),
  sql: (_dialect, value, part) => sql`${value} < ${part((asked) => asked)}`,
  holds: (value, asked) => String(value) < asked,
  samples: () => [],
});
