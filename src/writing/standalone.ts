import type { GraphQLField } from 'graphql';

const NAME = 'relata.standalone';

/**
 * Extensions of a hand-written mutation that stands alone in its document, outside of any
 * transaction of ours: it commits itself what must survive. `@Extensions(STANDALONE)`
 */
export const STANDALONE = { [NAME]: true } as const;

/** Whether a root field stands alone. */
export function isStandalone(field: GraphQLField<unknown, unknown>): boolean {
  return field.extensions[NAME] === true;
}
