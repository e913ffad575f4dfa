import { sql } from 'kysely';
import { intKind } from './int.js';
import type { Kind } from './kind.js';
import { isNamed } from './kind-parts.js';
import { integersBetween } from './storage.js';

const MAX = 32_767;
const MIN = -32_768;

/** Integers of 16 bits. */
export const smallIntKind: Kind = {
  ...intKind,
  name: 'smallInt',
  becomes: ['int', 'bigint', 'float'],
  docs: [
    {
      what: 'Small integer, 16 bits',
      written: "`@Property({ type: 'smallint' })` `@Field(() => Int)`",
      sqlite: '`integer`, CHECK',
      postgresql: '`smallint`',
      filter: '`IntFilter`',
    },
  ],
  isWritten: isNamed('smallint'),
  key: null,
  storage: {
    sqlite: {
      ...intKind.storage.sqlite,
      column: /^(?:int|integer|smallint)$/,
      check: integersBetween(MIN, MAX),
    },
    postgresql: {
      ...intKind.storage.postgresql,
      column: /^smallint$/,
      // Else the operand, too, must fit into 16 bits.
      bound: (parameter) => sql`${parameter}::int`,
    },
  },
  store: (value) =>
    typeof value === 'number' && (value < MIN || value > MAX)
      ? { reason: `must be from ${String(MIN)} to ${String(MAX)}` }
      : { value },
  samples: () => [MIN, -7, -1, 0, 1, 2, 2, 3, 3, 10, MAX],
  sample: (number) => number % MAX,
};
