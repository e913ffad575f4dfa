import { CursorCodec } from '../../../src/reading/order/cursor.js';
import { limitOf, parsePage } from '../../../src/reading/plan/page.js';
import type { MoreRows, PagePlan } from '../../../src/reading/plan/read-plan.js';

const LIMITS = { pageSize: 20, pageSizeMax: 100, offsetMax: 1000 };
const cursors = new CursorCodec('a secret of the tests, thirty-two bytes');
const place = { cursors, fingerprint: 'f', order: [] };
const CURSOR = cursors.encode(place, []);

function pageOf(args: Readonly<Record<string, unknown>>): PagePlan {
  return parsePage(args, LIMITS as never, place);
}

/** What tells of more rows after and before a page. */
const ENDS: readonly [
  Readonly<Record<string, unknown>>,
  readonly MoreRows[],
  readonly MoreRows[],
][] = [
  [{ first: 2 }, ['oneMore'], []],
  [{}, ['oneMore'], []],
  [{ first: 2, after: CURSOR }, ['oneMore'], ['before']],
  [{ first: 2, before: CURSOR }, ['oneMore', 'after'], []],
  [{ first: 2, offset: 3 }, ['oneMore'], ['before']],
  [{ last: 2 }, [], ['oneMore']],
  [{ last: 2, after: CURSOR }, [], ['oneMore', 'before']],
  [{ last: 2, before: CURSOR }, ['after'], ['oneMore']],
  [{ last: 2, after: CURSOR, before: CURSOR }, ['after'], ['oneMore', 'before']],
];

describe('the ends of a page', () => {
  it.each(ENDS)('%j', (args, hasNextPage, hasPreviousPage) => {
    expect(pageOf(args).ends).toEqual({ hasNextPage, hasPreviousPage });
  });

  it('take a row more where that is to tell', () => {
    const limit = (args: Readonly<Record<string, unknown>>, next: boolean, previous: boolean) =>
      limitOf(pageOf(args), { hasNextPage: next, hasPreviousPage: previous });
    const forward = [limit({ first: 2 }, true, false), limit({ first: 2 }, false, true)];
    const backward = [limit({ last: 2 }, true, false), limit({ last: 2 }, false, true)];
    expect([forward, backward, limit({}, false, false)]).toEqual([[3, 2], [2, 3], 20]);
  });
});
