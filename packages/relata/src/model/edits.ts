import { isScalarOver } from '../kinds/scalar-over.js';
import type { Column, Model } from './model.js';

/** What inputs of updates call changes of values by what they are: of numbers, and of lists. */
export const EDITS = ['increment', 'lists'] as const;

/** One of {@link EDITS}. */
export type EditVerb = (typeof EDITS)[number];

/** The columns of a model that inputs of updates can change so. */
export function editedBy({ columns, relations }: Model, verb: EditVerb): readonly Column[] {
  return [...columns.values()].filter(({ name, input, kind }) => {
    const isSettable =
      input !== null && !input.isNewOnly && !input.isSecret && !relations.has(name);
    // What a scalar of the application takes, it need not take the sum of.
    const isEdited = verb === 'lists' ? kind.isList : kind.sum !== null;
    return isSettable && isEdited && !isScalarOver(kind);
  });
}
