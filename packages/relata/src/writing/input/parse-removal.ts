import type { Relation } from '../../model/model.js';
import { type UserError, UserErrors, type InputPath } from '../user-error.js';
import type { Input } from './raw-row.js';
import type { NestedUpdate, Reference } from './write-plan.js';

/** Whether all that is said of a to-one relation is a flag that is not set: then nothing is said. */
export function isUndone(relation: Relation, input: Input): boolean {
  return !relation.many && input[removalOf(relation)] === false;
}

/** What the input calls it that a row leaves the relation. */
export function removalOf(relation: Relation): 'delete' | 'disconnect' {
  return relation.isOrphanRemoval ? 'delete' : 'disconnect';
}

/** Whether every row leaves that the input does not name. */
export function removesAll(relation: Relation, input: Input): boolean {
  return isReplaced(input) || (!relation.many && input[removalOf(relation)] === true);
}

/** What is wrong with an input that would delete more than it names. */
export function errorsOfRemoval(
  { many, isOrphanRemoval }: Relation,
  input: Input,
  path: InputPath,
): readonly UserError[] {
  return many && isReplaced(input) && isOrphanRemoval && input['deleteOthers'] !== true
    ? [UserErrors.invalid([...path, 'set'], 'deletes every other row: say deleteOthers: true')]
    : [];
}

/** What is wrong with rows that are to leave, and to stay as well. */
export function errorsOfLeaving(
  leaving: readonly Reference[],
  staying: readonly Reference[],
  changed: readonly NestedUpdate[],
): readonly UserError[] {
  const keysOf = (rows: readonly { readonly key: unknown }[]) =>
    new Set(rows.map(({ key }) => key));
  const [kept, changing] = [keysOf(staying), keysOf(changed)];
  return leaving.flatMap(({ key, path }) => [
    ...(kept.has(key) ? [UserErrors.invalid(path, 'cannot be both kept and removed')] : []),
    ...(changing.has(key) ? [UserErrors.invalid(path, CHANGED_AND_REMOVED)] : []),
  ]);
}

/** Said of a row that an input changes and removes. */
export const CHANGED_AND_REMOVED = 'cannot be both changed and removed';

function isReplaced(input: Input): boolean {
  return input['set'] !== undefined && input['set'] !== null;
}
