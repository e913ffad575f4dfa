import type { GraphQLField, GraphQLFieldConfig } from 'graphql';

const NAME = 'relata.standalone';
const OWN = 'relata.ownCredentials';

/**
 * Extensions of a hand-written mutation that stands alone in its document, outside of any
 * transaction of ours: it commits itself what must survive. `@Extensions(STANDALONE)`
 */
export const STANDALONE = { [NAME]: true } as const;

/**
 * Extensions of one that brings credentials of its own, or needs none: whatever else the request says
 * of who asks is not looked at. `@Extensions(OWN_CREDENTIALS)`
 */
export const OWN_CREDENTIALS = { ...STANDALONE, [OWN]: true } as const;

/** Whether a root field stands alone. */
export function isStandalone({
  extensions,
}: Pick<GraphQLFieldConfig<unknown, unknown>, 'extensions'>): boolean {
  return extensions?.[NAME] === true;
}

/** Whether a root field is executed for nobody, whoever the request says asks. */
export function bringsCredentials(field: GraphQLField<unknown, unknown>): boolean {
  return field.extensions[OWN] === true;
}
