import { Change } from './change.js';
import type { ModelFault } from './fault.js';
import type { Scene } from './targets.js';

/** A write of which values are taken. */
interface Taken {
  /** Does it, in spite of that. */
  readonly apply: (change: Change) => void;
  /** What else is wrong with it. */
  readonly found: readonly ModelFault[];
  readonly claimed: readonly ModelFault[];
}

/** What is told of values that are taken: nothing to who may not create the row that wants them. */
export function toldOfTaken(
  { world, asker }: Scene,
  { apply, found, claimed }: Taken,
): readonly ModelFault[] {
  if (claimed.length === 0) {
    return [];
  }
  const change = new Change(world.clone(), asker);
  apply(change);
  const { faults, forbidden } = change.foreseen;
  const told = apartFrom(
    [...found, ...faults, ...forbidden].filter(({ code }) => code === 'FORBIDDEN'),
    claimed,
  );
  if (found.length > 0) {
    return told;
  }
  return faults.length === 0 ? [...forbidden, ...told] : told.length > 0 ? told : faults;
}

function apartFrom(
  forbidden: readonly ModelFault[],
  claimed: readonly ModelFault[],
): readonly ModelFault[] {
  const isBelow = (path: readonly string[], parent: readonly string[]): boolean =>
    parent.every((step, at) => path[at] === step);
  return claimed.filter(({ path }) => !forbidden.some((fault) => isBelow(path, fault.path)));
}
