import type { Model } from '../../model/model.js';
import type { StatementRunner } from '../../reading/reader/statement-runner.js';
import type { LinkWrite, NestedUpdate, RootWrite, RowWrite } from '../input/write-plan.js';
import { lockTree, noteLocked } from './tree-lock.js';

/** Locks the trees in which a root field moves rows, before it locks any row. */
export async function lockTrees(
  { engine, context: { em } }: StatementRunner,
  write: RootWrite,
): Promise<void> {
  for (const model of new Set(treesMovedBy(write))) {
    await lockTree(em, engine.dialect, model);
    noteLocked(em, model);
  }
}

function treesMovedBy(write: RootWrite): readonly Model[] {
  switch (write.kind) {
    case 'create':
      return write.rows.flatMap(ofNew);
    case 'update':
      return ofPresent(write.row);
    case 'updateEach':
      return write.updates.flatMap(ofUpdate);
    case 'upsert':
      return [...ofNew(write.create), ...ofPresent(write.update)];
    case 'delete':
    case 'restore':
    case 'purge':
      return [];
  }
}

/** A row that is new, and below none that is there before: it is moved by nothing that its own input says. */
function ofNew(row: RowWrite): readonly Model[] {
  return row.links.flatMap((link) => [
    ...(isOfChildren(link) ? movedBy(link) : []),
    ...within(link),
  ]);
}

function ofPresent(row: RowWrite): readonly Model[] {
  return row.links.flatMap((link) => [...movedBy(link), ...within(link)]);
}

function ofUpdate({ row }: NestedUpdate): readonly Model[] {
  return ofPresent(row);
}

function within({ create, connectOrCreate, update, upsert }: LinkWrite): readonly Model[] {
  return [
    ...create.flatMap(ofNew),
    ...connectOrCreate.flatMap((item) => ofNew(item.create)),
    ...update.flatMap(ofUpdate),
    ...upsert.flatMap((item) => [...ofNew(item.create), ...ofPresent(item.update)]),
  ];
}

/** The model of rows that a link gives others above them, where they are a tree. */
function movedBy(link: LinkWrite): readonly Model[] {
  const { join } = link.relation;
  if (join.kind === 'link' || join.kind === 'tree' || !join.key.model.trees.includes(join.key)) {
    return [];
  }
  const { connect, connectOrCreate, create, upsert } = link;
  const made = isOfChildren(link) ? 0 : create.length + upsert.length;
  return connect.length + connectOrCreate.length + made > 0 ? [join.key.model] : [];
}

/** Whether the rows at the other end hold the key. */
function isOfChildren({ relation }: LinkWrite): boolean {
  return relation.join.kind === 'targetKey';
}
