import type { Column, Relation } from '../model/model.js';

/** The column of a row that leads from it to the rows of a relation: the key it holds, or its own. */
export function relationStart({ join, source }: Relation): Column {
  return join.kind === 'sourceKey' ? join.key : source.id;
}
