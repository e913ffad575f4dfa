import { BadInputError } from '../../errors.js';
import type { ReadLimits } from '../engine.js';
import type { CursorCodec } from '../order/cursor.js';
import type { Order } from '../order/order.js';
import type { Position } from '../order/seek.js';
import type { MoreRows, PageEnd, PagePlan } from './read-plan.js';

/** Paging arguments of a connection, coerced. */
export type PageArguments = Readonly<Record<string, unknown>>;

/** What cursors are checked against. */
export interface CursorPlace {
  readonly cursors: CursorCodec;
  readonly fingerprint: string;
  readonly order: Order;
}

/**
 * Reads `first after last before offset`.
 * @throws BadInputError, InvalidCursorError naming the argument and the reason
 */
export function parsePage(args: PageArguments, limits: ReadLimits, place: CursorPlace): PagePlan {
  const first = size(args, 'first', limits);
  const last = size(args, 'last', limits);
  if (first !== null && last !== null) {
    throw BadInputError.at('first', 'cannot be used together with last');
  }
  const after = cursor(args, 'after', place);
  const before = cursor(args, 'before', place);
  const offset = parseOffset(args['offset'], limits);
  if (offset > 0 && (after !== null || before !== null)) {
    throw BadInputError.at('offset', 'cannot be used together with a cursor');
  }
  if (offset > 0 && last !== null) {
    throw BadInputError.at('offset', 'cannot be used together with last');
  }
  const page = { isBackward: last !== null, after, before, offset };
  return { size: first ?? last ?? limits.pageSize, ...page, ends: endsOf(page) };
}

/**
 * What tells of rows beyond the ends of a page. Where it is read to, a row more than it takes tells;
 * where it begins, there can be none but before a cursor or an offset.
 */
function endsOf({
  isBackward,
  after,
  before,
  offset,
}: Omit<PagePlan, 'size' | 'ends'>): PagePlan['ends'] {
  const oneMore = (isRead: boolean): readonly MoreRows[] => (isRead ? ['oneMore'] : []);
  const beyond = (side: 'after' | 'before', isBound: boolean): readonly MoreRows[] =>
    isBound ? [side] : [];
  return {
    hasNextPage: [...oneMore(!isBackward), ...beyond('after', before !== null)],
    hasPreviousPage: [...oneMore(isBackward), ...beyond('before', after !== null || offset > 0)],
  };
}

const ENDS: readonly PageEnd[] = ['hasNextPage', 'hasPreviousPage'];

/** How many rows are read for a page of which the needs are asked. */
export function limitOf(page: PagePlan, needs: Readonly<Record<PageEnd, boolean>>): number {
  const tells = ENDS.some((end) => needs[end] && page.ends[end].includes('oneMore'));
  return page.size + (tells ? 1 : 0);
}

function size(args: PageArguments, name: 'first' | 'last', limits: ReadLimits): number | null {
  const value = args[name];
  if (typeof value !== 'number') {
    return null;
  }
  if (value < 0) {
    throw BadInputError.at(name, `must not be negative, got ${String(value)}`);
  }
  if (value > limits.pageSizeMax) {
    throw BadInputError.at(
      name,
      `must be at most ${String(limits.pageSizeMax)}, got ${String(value)}`,
    );
  }
  return value;
}

function cursor(
  args: PageArguments,
  argument: 'after' | 'before',
  place: CursorPlace,
): Position | null {
  const value = args[argument];
  return typeof value === 'string' ? place.cursors.decode(value, { ...place, argument }) : null;
}

function parseOffset(value: unknown, limits: ReadLimits): number {
  if (typeof value !== 'number') {
    return 0;
  }
  if (value < 0 || value > limits.offsetMax) {
    throw BadInputError.at(
      'offset',
      `must be from 0 to ${String(limits.offsetMax)}, got ${String(value)}`,
    );
  }
  return value;
}
