import type { RowOf } from '../oracle/filter.js';
import type { View } from '../oracle/policy.js';
import type { LinkChange, RowChange } from './operation.js';

/** A change that says of linked rows that are hidden that they stay: whoever sets the others does not see them. */
export function keepingHidden(view: View, { model, row }: RowOf, change: RowChange): RowChange {
  const links = Object.entries(change.links).map(([name, link]): [string, LinkChange] => {
    const relation = model.relations.get(name);
    const hidden =
      relation === undefined
        ? []
        : view.store
            .related(relation, row)
            .filter((other) => !view.isReadable(relation.target, other));
    const keys = [...link.keys, ...hidden.map(({ id }) => id)];
    return [name, link.verb === 'set' ? { ...link, keys } : link];
  });
  return { ...change, links: Object.fromEntries(links) };
}
