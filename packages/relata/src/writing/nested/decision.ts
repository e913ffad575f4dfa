import type { Key } from '../../kinds/kind.js';
import {
  KNOWS_NOTHING,
  type LinkWrite,
  type NestedUpdate,
  type NestedUpsert,
  type RowWrite,
} from '../input/write-plan.js';
import type { Entity } from '../unit/unit.js';

/** What is asked of a row within another. */
export type Nested = NestedUpdate | NestedUpsert;

/** A row within another that is to be changed, if it is there. */
export interface Asked {
  readonly link: LinkWrite;
  readonly item: Nested;
  /** The row that has the relation. */
  readonly parent: Entity;
}

/** Which row an update is about, or what an upsert comes to. */
export type Decision =
  | { readonly kind: 'update'; readonly key: Key }
  | {
      readonly kind: 'create';
      /** Whether a row is there that the relation does not have. */
      readonly isElsewhere: boolean;
    }
  | { readonly kind: 'nothing' };

/** What was decided about the rows within some. */
export type Decisions = ReadonlyMap<Nested, Decision>;

/** Whether anything within a relation is to be changed where it is. */
export function isNested({ update, upsert }: LinkWrite): boolean {
  return update.length + upsert.length > 0;
}

/** What a row becomes if it is there. */
export function updateOf(item: Nested): RowWrite {
  return 'by' in item ? item.update : item.row;
}

/** An input with its upserts become the updates and creations that were decided on. */
export function settledRow(row: RowWrite, decisions: Decisions): RowWrite {
  return row.links.some(isNested)
    ? { ...row, links: row.links.map((link) => settledLink(link, decisions)) }
    : row;
}

function settledLink(link: LinkWrite, decisions: Decisions): LinkWrite {
  const update = [...link.update, ...link.upsert].flatMap((item): NestedUpdate[] => {
    const decision = decisions.get(item);
    const row = settledRow(updateOf(item), decisions);
    return decision?.kind === 'update'
      ? [{ key: decision.key, row, known: KNOWS_NOTHING, path: item.path }]
      : [];
  });
  const created = link.upsert.flatMap((item) => {
    const decision = decisions.get(item);
    if (decision?.kind !== 'create') {
      return [];
    }
    return [decision.isElsewhere ? withoutSought(item.create) : item.create];
  });
  return {
    ...link,
    create: [...link.create, ...created],
    update,
    upsert: [],
    removesOthers: link.removesOthers || (created.length > 0 && !link.relation.many),
  };
}

/** A row to create that nobody looks for any more: there is one, which is not to be found. */
function withoutSought(row: RowWrite): RowWrite {
  return {
    ...row,
    sought: null,
    links: row.links.map((link) => ({ ...link, create: link.create.map(withoutSought) })),
  };
}
