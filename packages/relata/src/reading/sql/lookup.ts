import type { Operand } from '../../kinds/kind.js';
import type { Condition } from '../../filter/condition.js';
import type { Bindable } from '../../filter/placeholder.js';
import type { Lookup } from '../../model/model.js';
import { boundKey, isSameKey, storedKey } from './key.js';
import type { SqlTest } from './dialect.js';
import type { Scope } from './scope.js';

/** The row that a lookup finds: one the viewer may read, with a value that it sees there. */
export function lookupTests(
  scope: Scope,
  { key, column }: Lookup,
  { value, alias }: { readonly value: Bindable<Operand>; readonly alias: string },
): readonly (Condition | SqlTest)[] {
  const found = isSameKey(storedKey(key, alias), boundKey(scope.dialect, key, value));
  return [found, scope.readable(column.model), scope.mask(column)];
}
