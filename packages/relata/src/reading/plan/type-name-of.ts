import type { TypeName } from './read-plan.js';
import type { SelectedField } from './selection.js';

/** What a plan says of a selected `__typename`. */
export function typeNameOf({
  key,
  parent,
}: Pick<SelectedField, 'key' | 'parent'>): TypeName & { readonly key: string } {
  return { key, kind: 'typeName', name: parent.name };
}
