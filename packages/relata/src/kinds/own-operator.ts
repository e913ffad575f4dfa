import type { OwnOperator } from './kind.js';

/**
 * An operator that a kind brings itself, where kinds name their operators: nobody else knows what is asked by it.
 * @example
 * const isDivisibleBy = ownOperator<number>({
 *   description: 'Divisible by the number.',
 *   type: Int,
 *   read: (given) => (Number(given) > 0 ? { value: Number(given) } : { reason: 'must be positive' }),
 *   sql: (_dialect, value, part) => sql`${value} % cast(${part((asked) => asked)} as integer) = 0`,
 *   holds: (value, asked) => Number(value) % asked === 0,
 *   samples: () => [1, 2, 3],
 * });
 */
export function ownOperator<Asked>(said: OwnOperator<Asked>): OwnOperator {
  return said as unknown as OwnOperator;
}
