import { bareId, numberedRow, rowId } from '../../rows/row-keys.js';
import { memberColumn, shapeIn } from '../../../filter/member-column.js';
import fc from 'fast-check';
import type { OperatorGroup } from '../../../kinds/kind.js';
import { stringKind } from '../../../kinds/string.js';
import type { Column } from '../../../model/model.js';
import { memberCell, sampleCells, writtenCell } from '../../oracle/cells.js';
import { type Cell } from '../../oracle/data-set.js';
import type { Where } from '../../oracle/filter.js';
import { partOf, respelled, text, within } from '../../rows/texts.js';

/** Names of the operators of a group, as a filter has them. */
const NAMES: Readonly<Record<OperatorGroup, readonly string[]>> = {
  equality: ['eq', 'ne'],
  membership: ['in', 'notIn'],
  order: ['lt', 'lte', 'gt', 'gte'],
  search: ['contains', 'startsWith', 'endsWith'],
  items: ['has', 'hasEvery', 'hasSome', 'isEmpty'],
  // With what stands there.
  path: ['path'],
};

/** Every operator that fits a column. */
export function operatorsOf(column: Column): readonly string[] {
  const { operators: groups, own = {} } = column.kind.filter(column);
  const members = shapeIn(column)?.members.keys() ?? [];
  return [...groups.flatMap((group) => NAMES[group]), ...members, ...Object.keys(own), 'isNull'];
}

/**
 * A filter by one operator, sometimes with a second one beside it.
 * @param stored - values of the column, from which operands are taken more often than not
 */
export function columnFilter(
  column: Column,
  operator: string,
  stored: readonly Cell[],
): fc.Arbitrary<Where> {
  const alone = operation(column, operator, stored);
  const second = fc.constantFrom(...operatorsOf(column));
  const beside = second.chain((other) => operation(column, other, stored));
  const one = fc.oneof(
    { weight: 6, arbitrary: alone },
    { weight: 1, arbitrary: fc.tuple(beside, alone).map(([a, b]) => ({ ...a, ...b })) },
  );
  if (column.kind !== stringKind) {
    return one;
  }
  const mode = fc.constantFrom(
    {},
    {},
    { mode: 'SENSITIVE' },
    { mode: null },
    { mode: 'INSENSITIVE' },
    { mode: 'INSENSITIVE' },
  );
  return fc.tuple(one, mode).map(([filter, how]) => ({ ...filter, ...how }));
}

function operation(column: Column, operator: string, stored: readonly Cell[]): fc.Arbitrary<Where> {
  const value = valueOf(column, stored);
  const part = (where: Parameters<typeof partOf>[1]): fc.Arbitrary<string> =>
    within(respelled(partOf(value as fc.Arbitrary<string>, where)), column.maxLength);
  const few = (items: fc.Arbitrary<unknown>, most: number): fc.Arbitrary<unknown> =>
    fc.array(items, { maxLength: most });
  const operands: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
    isNull: fc.boolean(),
    in: few(value, 6),
    notIn: few(value, 3),
    contains: part('anywhere'),
    startsWith: part('start'),
    endsWith: part('end'),
    hasEvery: few(value, 2),
    hasSome: few(value, 3),
    isEmpty: fc.boolean(),
  };
  const member = memberColumn(column, operator);
  if (member !== undefined) {
    const cells = stored.map((document) => memberCell(member, document));
    const there = cells.filter((cell) => cell !== null);
    return fc
      .constantFrom(...operatorsOf(member))
      .chain((asked) => columnFilter(member, asked, there))
      .map((filter) => ({ [operator]: filter }));
  }
  const own = column.kind.filter(column).own?.[operator];
  if (own !== undefined) {
    return fc.constantFrom(...own.samples()).map((asked) => ({ [operator]: asked }));
  }
  if (operator === 'path') {
    return jsonFilter(stored);
  }
  return (operands[operator] ?? value).map((operand) => ({ [operator]: operand }));
}

function valueOf(column: Column, stored: readonly Cell[]): fc.Arbitrary<unknown> {
  const known = stored.length === 0 ? null : fc.constantFrom(...stored);
  const often = (other: fc.Arbitrary<Cell>): fc.Arbitrary<Cell> =>
    known === null
      ? other
      : fc.oneof({ weight: 5, arbitrary: known }, { weight: 1, arbitrary: other });
  if (column === column.model.id) {
    return fc
      .tuple(
        often(fc.integer({ min: 1, max: 120 }).map((id) => numberedRow(column.model, id))),
        fc.boolean(),
      )
      .map(([id, isGlobal]) => (isGlobal ? rowId : bareId)(column.model, Number(id)));
  }
  if (column.kind === stringKind) {
    return within(respelled(often(text) as fc.Arbitrary<string>), column.maxLength);
  }
  if (column.kind.isList) {
    const items = stored.flatMap((list) => list as readonly unknown[]);
    const others = fc.constantFrom(...sampleCells(column).flat());
    const item =
      items.length === 0
        ? others
        : fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...items) }, others);
    return item.map((each) => (writtenCell(column, [each]) as readonly unknown[])[0]);
  }
  return often(fc.constantFrom(...sampleCells(column))).map((cell) => writtenCell(column, cell));
}

/** A path into the documents and what may be at its end: the value of one of them, or another. */
function jsonFilter(stored: readonly Cell[]): fc.Arbitrary<Where> {
  const leaves = stored.flatMap((document) => leavesOf(document, []));
  const other = fc.record({
    path: fc.array(
      fc.constantFrom('phone', 'more', 'list', '0', '1', '99', 'length', 'toString', ''),
      {
        minLength: 1,
        maxLength: 3,
      },
    ),
    eq: fc.constantFrom<string | number | boolean>('1', 1, 0, true, 'true', '', 'Σ'),
  });
  if (leaves.length === 0) {
    return other;
  }
  const leaf = fc.constantFrom(...leaves);
  const elsewhere = fc.tuple(leaf, leaf).map(([{ path }, { eq }]) => ({ path, eq }));
  return fc.oneof({ weight: 5, arbitrary: leaf }, elsewhere, other);
}

interface Leaf extends Where {
  readonly path: readonly string[];
  readonly eq: string | number | boolean;
}

function leavesOf(value: unknown, path: readonly string[]): readonly Leaf[] {
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([key, member]) => leavesOf(member, [...path, key]));
  }
  const isLeaf =
    typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  return isLeaf && path.length > 0 ? [{ path, eq: value }] : [];
}
