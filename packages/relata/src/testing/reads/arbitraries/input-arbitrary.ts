import fc from 'fast-check';
import type { Model } from '../../../model/model.js';
import type { ConnectionInput, CursorWishes } from '../../oracle/request.js';
import { orderBy } from './order-arbitrary.js';
import type { Filters } from './where-arbitrary.js';

/** Arguments of a connection and the cursors it is to have. */
export interface Arguments {
  readonly input: ConnectionInput;
  readonly wishes?: CursorWishes;
}

/** Where a connection stands: only a list at the root can be skipped in and show deleted rows. */
export interface ArgumentPlace {
  readonly isRoot: boolean;
  /** Whether cursors can be had for it. */
  readonly hasCursors: boolean;
  /** Whether it leads through a tree. */
  readonly isTree?: boolean;
}

const size = fc.oneof(
  { weight: 1, arbitrary: fc.constant(0) },
  { weight: 8, arbitrary: fc.integer({ min: 1, max: 6 }) },
  { weight: 2, arbitrary: fc.constant(50) },
);
const forward = fc.oneof(
  fc.constant({}),
  size.map((first) => ({ first })),
);
const backward = size.map((last) => ({ last }));
const offset = fc.integer({ min: 0, max: 6 });

const near = fc.double({ min: 0, max: 0.6, noNaN: true });
const far = fc.double({ min: 0.4, max: 0.99, noNaN: true });
const anywhere = fc.double({ min: 0, max: 0.99, noNaN: true });
const isUnfiltered = fc.boolean();
const cursors: fc.Arbitrary<CursorWishes> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ after: near, isUnfiltered }) },
  { weight: 4, arbitrary: fc.record({ before: far, isUnfiltered }) },
  { weight: 2, arbitrary: fc.record({ after: near, before: far, isUnfiltered }) },
  // Crossed cursors leave nothing between them.
  { weight: 1, arbitrary: fc.record({ after: anywhere, before: anywhere, isUnfiltered }) },
);

/** Arguments in all legal combinations. */
export function argumentsOf(
  model: Model,
  filters: Filters,
  place: ArgumentPlace,
): fc.Arbitrary<Arguments> {
  const direction = fc.oneof(forward, backward);
  const paged: fc.Arbitrary<Arguments> = direction.map((input) => ({ input }));
  const withCursors = fc
    .tuple(direction, cursors)
    .map(([input, wishes]): Arguments => ({ input, wishes }));
  const skipped = fc
    .tuple(forward, offset)
    .map(([input, skip]): Arguments => ({ input: { ...input, offset: skip } }));
  const page = fc.oneof(
    { weight: 4, arbitrary: paged },
    ...(place.hasCursors ? [{ weight: 5, arbitrary: withCursors }] : []),
    ...(place.isRoot ? [{ weight: 1, arbitrary: skipped }] : []),
  );
  const deleted = place.isRoot && model.deletedAt !== null;
  const rows = fc.tuple(
    mostly('where', orNull(filters.loose(model))),
    mostly('orderBy', orNull(orderBy(model))),
    deleted ? mostly('deleted', fc.constantFrom('EXCLUDE', 'INCLUDE', 'ONLY')) : fc.constant({}),
    place.isTree === true
      ? fc.oneof(
          fc.constant({}),
          fc.integer({ min: 1, max: 4 }).map((maxDepth) => ({ maxDepth })),
        )
      : fc.constant({}),
  );
  return fc.tuple(page, rows).map(([{ input, ...rest }, [where, order, which, depth]]) => ({
    ...rest,
    input: { ...input, ...where, ...order, ...which, ...depth },
  }));
}

/** An argument that is left out now and then. */
function mostly(name: string, value: fc.Arbitrary<unknown>): fc.Arbitrary<object> {
  return fc.oneof(
    { weight: 5, arbitrary: fc.constant({}) },
    { weight: 18, arbitrary: value.map((given) => ({ [name]: given })) },
  );
}

/** Now and then a null, which means absent. */
function orNull(value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.option(value, { freq: 20 });
}
