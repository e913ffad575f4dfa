import type { Operand } from '../../kinds/kind.js';
import type { Condition } from '../../filter/condition.js';
import type { Bindable } from '../../filter/placeholder.js';
import type { Lookup } from '../../model/model.js';
import { boundKey, isSameKey, storedKey } from './key.js';
import type { SqlTest } from './dialect.js';
import type { Scope } from './scope.js';

/** The row that a lookup finds: one the viewer may read, with values that it sees there. */
export function lookupTests(
  scope: Scope,
  { columns, model }: Lookup,
  { values, alias }: { readonly values: readonly Bindable<Operand>[]; readonly alias: string },
): readonly (Condition | SqlTest)[] {
  const found = columns.map(({ key }, index) =>
    isSameKey(storedKey(key, alias), boundKey(scope.dialect, key, values[index] ?? '')),
  );
  return [...found, scope.readable(model), ...columns.map(({ column }) => scope.seen(column))];
}
