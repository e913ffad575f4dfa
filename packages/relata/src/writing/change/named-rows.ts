import type { ConnectOrCreate, LinkWrite, Reference, RowWrite } from '../input/write-plan.js';
import { everyRow } from '../input/every-row.js';
import { foundKey, type Resolved } from '../rows/resolve.js';
import type { RowsUpdate, Unit } from '../unit/unit.js';
import { findPresent, leavingOf, type PresentChildren } from './remove-children.js';

/** Of what is to be connected or created, what is there, and what is not. */
export function namedAndSought(
  { resolved }: { readonly resolved: Resolved },
  { connect, connectOrCreate }: LinkWrite,
): readonly [readonly Reference[], readonly ConnectOrCreate[]] {
  const found = connectOrCreate.flatMap((item) => {
    const key = foundKey(resolved, item);
    return key === undefined ? [] : [{ key, path: item.path }];
  });
  return [
    [...connect, ...found],
    connectOrCreate.filter((item) => foundKey(resolved, item) === undefined),
  ];
}

/** Loads at once the rows that some inputs name and that hold the key of the relation. */
export async function loadNamed(
  unit: Unit,
  rows: readonly RowWrite[],
  resolved: Resolved,
): Promise<void> {
  const links = [...everyRow(rows)].flatMap((row) => row.links);
  await loadOf(unit, links, (link) => namedAndSought({ resolved }, link)[0]);
}

/** Finds what relations have of which updates take rows out, and loads those. */
export async function loadPresent(
  unit: Unit,
  updates: readonly RowsUpdate[],
  resolved: Resolved,
): Promise<PresentChildren> {
  const present = await findPresent(unit, updates);
  await loadOf(unit, [...present.keys()], (link) =>
    leavingOf(link, present.get(link) ?? [], namedAndSought({ resolved }, link)[0]),
  );
  return present;
}

async function loadOf(
  unit: Unit,
  links: readonly LinkWrite[],
  rowsOf: (link: LinkWrite) => readonly Pick<Reference, 'key'>[],
): Promise<void> {
  const children = links.filter(({ relation }) => relation.join.kind === 'targetKey');
  for (const [model, each] of Map.groupBy(children, ({ relation }) => relation.target)) {
    const keys = each.flatMap((link) => rowsOf(link).map(({ key }) => key));
    await unit.load(model, [...new Set(keys)]);
  }
}
