import { BadInputError } from '../../errors.js';
import type { ReadLimits } from '../engine.js';
import type { CursorCodec } from '../order/cursor.js';
import type { Order } from '../order/order.js';
import type { Position } from '../order/seek.js';
import type { PagePlan } from './read-plan.js';

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
  return {
    size: first ?? last ?? limits.pageSize,
    isBackward: last !== null,
    after,
    before,
    offset,
  };
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
