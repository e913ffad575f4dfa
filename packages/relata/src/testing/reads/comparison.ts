import { rowNumber } from '../rows/row-keys.js';
import { isDeepStrictEqual } from 'node:util';

type Members = Readonly<Record<string, unknown>>;

/**
 * Says where an answer departs from what it must be, or null where it does not. Cursors are
 * opaque: those of edges count as the key of their row, and others must be one of them.
 */
export function differenceOf(actual: unknown, expected: unknown): string | null {
  const seen = withKnownCursors(actual, expected);
  return isDeepStrictEqual(seen, expected) ? null : firstDifference(seen, expected, '$');
}

function withKnownCursors(actual: unknown, expected: unknown): unknown {
  if (Array.isArray(actual)) {
    const wanted = Array.isArray(expected) ? (expected as readonly unknown[]) : [];
    return actual.map((item, at) => withKnownCursors(item, wanted[at]));
  }
  if (!isMembers(actual)) {
    return actual;
  }
  const wanted = isMembers(expected) ? expected : {};
  const members = Object.entries(actual).map(([key, value]) => [
    key,
    withKnownCursors(value, wanted[key]),
  ]);
  const result = Object.fromEntries(members) as Record<string, unknown>;
  const edges =
    isMembers(actual['edges']) || !Array.isArray(actual['edges'])
      ? null
      : (actual['edges'] as readonly Edge[]);
  if (edges !== null) {
    result['edges'] = (result['edges'] as readonly Members[]).map((edge, at) => ({
      ...edge,
      cursor: nameOf(edges[at]),
    }));
  }
  if (isMembers(actual['pageInfo'])) {
    result['pageInfo'] = pageInfoOf(actual['pageInfo'], edges, wanted['pageInfo']);
  }
  return result;
}

interface Edge {
  readonly cursor: string;
  readonly node: { readonly id: string };
}

function pageInfoOf(pageInfo: Members, edges: readonly Edge[] | null, expected: unknown): Members {
  const wanted = isMembers(expected) ? expected : {};
  const named = Object.entries(pageInfo).map(([key, value]) => {
    if (!key.endsWith('Cursor') || typeof value !== 'string') {
      return [key, value];
    }
    const edge = edges?.find(({ cursor }) => cursor === value);
    // Without edges nothing tells which row a cursor stands on, only that there is one.
    return [key, edges === null && typeof wanted[key] === 'string' ? wanted[key] : nameOf(edge)];
  });
  return Object.fromEntries(named) as Members;
}

function nameOf(edge: Edge | undefined): string {
  return edge === undefined ? 'cursor of no edge' : `cursor:${String(rowNumber(edge.node.id))}`;
}

function firstDifference(actual: unknown, expected: unknown, path: string): string {
  if (isMembers(actual) && isMembers(expected)) {
    for (const key of new Set([...Object.keys(actual), ...Object.keys(expected)])) {
      if (!isDeepStrictEqual(actual[key], expected[key])) {
        return firstDifference(actual[key], expected[key], `${path}.${key}`);
      }
    }
  }
  return `${path}: got ${JSON.stringify(actual)}, expected ${JSON.stringify(expected)}`;
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
