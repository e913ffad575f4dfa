import type { Key } from '../../kinds/kind.js';
import type { Lookup } from '../../model/model.js';
import { OvertakenError } from '../../errors.js';
import type { StatementRunner } from '../../reading/reader/statement-runner.js';
import { type MutationRun, runOf } from '../mutation-run.js';
import { foundBy } from './find-rows.js';
import { mentionOf } from '../input/lookup-key.js';
import { everyRow, rowsOf } from '../input/every-row.js';
import type { RootWrite, RowWrite, Sought } from '../input/write-plan.js';

/** Keys by lookup, and by what {@link mentionOf} makes of the value. */
export type Found = ReadonlyMap<Lookup, ReadonlyMap<string, Key>>;

/**
 * Looks for what an upsert names: the key of the row the viewer sees. A document that looks for
 * several waits for its turn first: it locks what it finds and makes what it misses, and documents
 * that do so in different orders would wait for each other.
 */
export async function findUpserted(
  session: StatementRunner,
  { lookup, values }: Sought,
): Promise<Key | undefined> {
  const sought = { lookup, values };
  return keyFound(await findAllUpserted(session, [sought]), sought);
}

/** The key of what was looked for; undefined where it was not found. */
export function keyFound(found: Found, { lookup, values }: Sought): Key | undefined {
  return found.get(lookup)?.get(mentionOf(lookup, values));
}

/** The same of what several upserts name. */
export async function findAllUpserted(
  session: StatementRunner,
  sought: readonly Sought[],
): Promise<Found> {
  await hasWaited(session);
  return await lookUpSought(session, sought);
}

/**
 * Looks for what `connectOrCreate` names: keys of the rows the viewer sees, by lookup and what {@link mentionOf} makes of the values.
 * Where something is missing, and is to be made, it waits for its turn as well.
 */
export async function findSought(
  session: StatementRunner,
  sought: readonly Sought[],
): Promise<Found> {
  const found = await lookUpSought(session, sought);
  const isComplete = sought.every((each) => keyFound(found, each) !== undefined);
  return isComplete || !(await hasWaited(session)) ? found : await lookUpSought(session, sought);
}

/**
 * Leaves the transaction where something that was looked for in vain is there by now.
 * @throws OvertakenError
 */
export async function checkStillMissing(
  session: StatementRunner,
  sought: readonly Sought[],
): Promise<void> {
  const found = await lookUpSought(session, sought);
  if ([...found.values()].some(({ size }) => size > 0)) {
    throw new OvertakenError();
  }
}

/** Looks for values of unique columns, and waits for nobody: one statement a lookup. */
export async function lookUpSought(
  session: StatementRunner,
  sought: readonly Sought[],
): Promise<Found> {
  const found = new Map<Lookup, ReadonlyMap<string, Key>>();
  for (const [lookup, each] of Map.groupBy(sought, (item) => item.lookup)) {
    const values = new Map(each.map((item) => [mentionOf(lookup, item.values), item.values]));
    found.set(lookup, await foundBy(session, lookup, [...values.values()]));
  }
  return found;
}

/**
 * Waits, once a document, until no other that has waited looks for anything this one looks for.
 * @returns whether it did
 */
async function hasWaited(session: StatementRunner): Promise<boolean> {
  const run = runOf(session.context);
  if (run === undefined || run.isInTurn) {
    return false;
  }
  run.isInTurn = true;
  const names = soughtBy(run);
  const turn = names.length > 1 ? session.engine.dialect.inTurn(names) : null;
  if (turn === null) {
    return false;
  }
  await session.run(turn);
  return true;
}

/** Everything a document looks for, each once and in one order for all documents. */
function soughtBy({ prepared, only }: MutationRun): readonly string[] {
  const writes = [...prepared].flatMap(([key, { write }]) =>
    only === null || only === key ? soughtIn(write) : [],
  );
  const names = writes.map(({ lookup, values }) => mentionOf(lookup, values));
  return [...new Set(names)].sort();
}

function soughtIn(write: RootWrite): readonly Sought[] {
  return [...(write.kind === 'upsert' ? [write] : []), ...within(rowsOf(write))];
}

function within(rows: readonly RowWrite[]): readonly Sought[] {
  return [...everyRow(rows)].flatMap(({ links }) =>
    links.flatMap(({ connectOrCreate, upsert }) => [
      ...connectOrCreate,
      ...upsert.flatMap(({ by }) => by ?? []),
    ]),
  );
}
