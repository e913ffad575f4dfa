import { isDeepStrictEqual } from 'node:util';
import type { Catalog, Model } from '../../model/model.js';
import type { Change } from '../../writing/dry-run/change.js';
import { type DataSet, Store, type StoredRow } from '../oracle/data-set.js';
import { type OracleViewer, View } from '../oracle/policy.js';
import { rowId } from '../rows/row-keys.js';
import type { Answer } from '../test-app.js';

/** A document that was sent as a dry run and then in earnest. */
export interface Rehearsed {
  readonly rehearsal: Answer;
  readonly answer: Answer;
  /** How many root fields it has: what one does, another may undo. */
  readonly count: number;
}

/** What it was done to, and for whom. */
export interface Stage {
  readonly catalog: Catalog;
  readonly viewer: OracleViewer;
  readonly before: DataSet;
  readonly after: DataSet;
}

/** Where a dry run was answered otherwise, or told other changes than were made; null where it told what came. */
export function rehearsalDifference(
  stage: Stage,
  { rehearsal, answer, count }: Rehearsed,
): string | null {
  if (!isDeepStrictEqual(rehearsal.body.data, answer.body.data)) {
    return `a dry run is answered otherwise: ${rehearsal.text}`;
  }
  const told = (rehearsal.body.extensions?.['changes'] ?? []) as readonly Change[];
  const asItWas = told.filter(({ fields }) =>
    Object.values(fields).some(
      ({ before, after }) => before !== null && isDeepStrictEqual(before, after),
    ),
  );
  const changes = told.filter(({ operation }) => operation !== 'CREATE');
  const ids = new Set(changes.map(({ id }) => id));
  const made = madeChanges(stage);
  const [wrong] = [
    ...asItWas.map(({ id }) => `${id} as it was`),
    // Of a row that is told without what changed, nobody learns whether something did.
    ...changes
      .filter(
        ({ id, fields }) => count === 1 && Object.keys(fields).length > 0 && !made.all.has(id),
      )
      .map(({ id }) => `${id}, which was not changed`),
    ...[...made.seen]
      .filter((id) => !ids.has(id))
      .map((id) => `nothing of ${id}, which was changed`),
  ];
  return wrong === undefined ? null : `a dry run tells ${wrong}: ${rehearsal.text}`;
}

/** Ids of rows that were there and are other than they were; all, and those of which the viewer sees that. */
function madeChanges({ catalog, viewer, before, after }: Stage): {
  readonly all: ReadonlySet<string>;
  readonly seen: ReadonlySet<string>;
} {
  const past = new View(new Store(before), viewer);
  const present = new View(new Store(after), viewer);
  const all = new Set<string>(linkedIds(catalog, before, after));
  const seen = new Set<string>();
  for (const model of catalog.values()) {
    const now = new Map((after.rows[model.name] ?? []).map((row) => [row.id, row]));
    for (const row of before.rows[model.name] ?? []) {
      const then = now.get(row.id);
      if (isDeepStrictEqual(row, then)) {
        continue;
      }
      all.add(rowId(model, row.id));
      const isShown =
        then === undefined
          ? past.isReadable(model, row)
          : showsChange(model, [past, row], [present, then]);
      if (isShown) {
        seen.add(rowId(model, row.id));
      }
    }
  }
  return { all, seen };
}

type Sight = readonly [view: View, row: StoredRow];

/** Whether somebody sees a row before and after, and a field of it that is another. */
function showsChange(model: Model, before: Sight, after: Sight): boolean {
  const isSeen = [before, after].every(([view, row]) => view.isReadable(model, row));
  return (
    isSeen &&
    [...model.columns.values()].some(
      (column) =>
        column.exposed &&
        !isDeepStrictEqual(before[1][column.name], after[1][column.name]) &&
        [before, after].every(([view, row]) => view.isUnmasked(column, row)),
    )
  );
}

/** Ids of the rows that are linked to others than before. */
function linkedIds(catalog: Catalog, before: DataSet, after: DataSet): readonly string[] {
  const models = [...catalog.values()];
  return models.flatMap((model) =>
    [...model.relations.values()].flatMap(({ join }) => {
      if (join.kind !== 'link') {
        return [];
      }
      const place = before.owners[join.table] === join.source.field ? 0 : 1;
      const [past = [], present = []] = [before, after].map(({ links }) =>
        (links[join.table] ?? []).map((pair) => pair.join(' ')),
      );
      const changed = [
        ...past.filter((pair) => !present.includes(pair)),
        ...present.filter((pair) => !past.includes(pair)),
      ];
      return changed.map((pair) => rowId(model, Number(pair.split(' ')[place])));
    }),
  );
}
