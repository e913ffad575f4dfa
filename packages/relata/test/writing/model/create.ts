import { Change } from './change.js';
import { failIfAny, type ModelFault, ModelFailure } from './fault.js';
import { type RowInput, rowsToCreate, taken, unresolved } from './inputs.js';
import { type Asker, RULES } from './rules.js';
import type { Scene } from './targets.js';
import { toldOfTaken } from './told-of-taken.js';
import { validate } from './validate.js';

/** What an operation left. */
export interface Result {
  readonly keys: readonly (string | null)[];
  readonly deleted: readonly string[];
  readonly affected: number;
  readonly faults: readonly ModelFault[];
}

/** Creates rows; with `continues`, those that can be. */
export function create(scene: Scene, rows: readonly RowInput[], continues: boolean): Result {
  const wanted = rowsToCreate(rows, scene);
  const forbidden = neverAllowed(wanted, scene.asker);
  const found = [...forbidden, ...unresolved(rows, scene)];
  if (continues) {
    const invalid = rows.flatMap(({ model, input, path }) =>
      validate(model, input, { path, isNew: true }),
    );
    return createSome(scene, rows, [...invalid, ...found]);
  }
  const claimed = taken(claiming(wanted), scene);
  const apply = (change: Change): void => {
    rows.forEach((row) => change.create(row));
  };
  failIfAny([...found, ...toldOfTaken(scene, { apply, found, claimed })]);
  const change = new Change(scene.world, scene.asker);
  const made = rows.map((row) => change.create(row));
  change.finish(rows[0]?.path ?? []);
  return { keys: made.map(({ key }) => key), deleted: [], affected: made.length, faults: [] };
}

/** Creates the rows that are without faults; again without those that turn out to have some. */
function createSome(scene: Scene, rows: readonly RowInput[], found: readonly ModelFault[]): Result {
  const { kept, faults } = sift(scene, rows, found);
  if (kept.length === 0) {
    failIfAny(faults);
  }
  const attempt = scene.world.clone();
  const change = new Change(attempt, scene.asker);
  const made = new Map(kept.map((row) => [row, change.create(row)]));
  try {
    change.finish(rows[0]?.path ?? []);
  } catch (error) {
    if (error instanceof ModelFailure) {
      return createSome(scene, rows, [...found, ...error.faults]);
    }
    throw error;
  }
  scene.world.become(attempt);
  const keys = rows.map((row) => made.get(row)?.key ?? null);
  return { keys, deleted: [], affected: kept.length, faults };
}

/** A row goes on if nothing is wrong with it beside those before it that go on. */
function sift(
  scene: Scene,
  rows: readonly RowInput[],
  found: readonly ModelFault[],
): { readonly kept: readonly RowInput[]; readonly faults: readonly ModelFault[] } {
  const kept: RowInput[] = [];
  const faults = [...found];
  for (const row of rows) {
    const isOwn = ({ path }: { readonly path: readonly string[] }): boolean =>
      row.path.every((step, at) => path[at] === step);
    const beside = taken(claiming(rowsToCreate([...kept, row], scene)), scene).filter(isOwn);
    const apply = (change: Change): void => {
      change.create(row);
    };
    const own = found.filter(isOwn);
    faults.push(...toldOfTaken(scene, { apply, found: own, claimed: beside }));
    if (beside.length === 0 && own.length === 0) {
      kept.push(row);
    }
  }
  return { kept, faults };
}

/** New rows as claimants of unique values. */
export function claiming(
  rows: readonly RowInput[],
): readonly { readonly row: RowInput; readonly own: null }[] {
  return rows.map((row) => ({ row, own: null }));
}

/** Rows the asker may create none of, whatever they say. */
export function neverAllowed(rows: readonly RowInput[], asker: Asker): readonly ModelFault[] {
  return rows
    .filter(({ model }) => !RULES[model].mayCreate(asker))
    .map(({ path }) => ({ code: 'FORBIDDEN', path }));
}
