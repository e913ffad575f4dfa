import fc from 'fast-check';
import {
  modelNamed,
  type DataSet,
  type StoredRow,
  textOf,
} from '../../../src/testing/oracle/data-set.js';
import { Oracle } from '../../../src/testing/oracle/oracle.js';
import { comparisonBy, orderKeys } from '../../../src/testing/oracle/order.js';
import { randomRows } from '../../../src/testing/rows/random-rows.js';
import { blog } from '../../blog/blog.js';
import { orderBy } from '../../../src/testing/reads/arbitraries/order-arbitrary.js';
import { ServerPair } from '../../../src/testing/reads/server-pair.js';
import { role } from '../../../src/testing/askers.js';
import {
  listRequest,
  type Walk,
  type WalkedList,
  walkPages,
} from '../../../src/testing/reads/walk.js';
import { Filters } from '../../../src/testing/reads/arbitraries/where-arbitrary.js';

/** Set READS_SEED to run with another seed, or with the one that a failure printed. */
const SEED = Number(process.env['READS_SEED'] ?? 20_260_101);
const SIZES = [1, 2, 3, 7];
const LISTS = ['Post', 'Profile', 'User'];
const RUNS = 3;
/** Keys above those of any data set. */
const NEW_KEYS = 200;

describe('walking a list', () => {
  let servers: ServerPair;
  beforeAll(async () => {
    servers = await ServerPair.start(blog);
  });
  afterAll(() => servers.stop());

  const walks = (data: DataSet, wanted: Pick<Walk, 'size' | 'isBackward'>): fc.Arbitrary<Walk> =>
    fc.noBias(
      fc.record({
        list: walkedList(data),
        role: role(servers.catalog, data),
        size: fc.constant(wanted.size),
        isBackward: fc.constant(wanted.isBackward),
      }),
    );

  const walkedList = (data: DataSet): fc.Arbitrary<WalkedList> => {
    const filters = new Filters(servers.catalog, data);
    const lists = LISTS.map((name) => {
      const model = modelNamed(servers.catalog, name);
      const parent = { model: 'Tag', field: model.plural };
      const tags = (data.rows['Tag'] ?? []).map(({ id }) => ({
        ...parent,
        id: `tag_${String(id)}`,
      }));
      return fc.record({
        field: fc.constant(model.plural),
        model: fc.constant(name),
        input: fc.oneof(
          fc.record({ orderBy: orderBy(model) }),
          fc.record({ orderBy: orderBy(model), where: filters.loose(model) }),
        ),
        ...(name !== 'Profile' && {
          parent: fc.option(fc.constantFrom(...tags), { nil: undefined }),
        }),
      });
    });
    return fc.oneof(...lists) as fc.Arbitrary<WalkedList>;
  };

  const cases = SIZES.flatMap((size) => [
    { size, isBackward: false, direction: 'forward' },
    { size, isBackward: true, direction: 'backward' },
  ]);

  it.each(cases)('$direction by $size meets each row once, in order', async (wanted) => {
    const seed = SEED + wanted.size;
    const data = randomRows(servers.catalog, seed);
    await servers.replaceData(data);
    const { catalog, ask } = servers;
    await fc.assert(
      fc.asyncProperty(walks(data, wanted), async (walk) => {
        const met: number[] = [];
        for await (const ids of walkPages(() => ({ catalog, data, ask }), walk)) {
          meet(met, ids, walk);
        }
        expect(met).toEqual(rowsOf(data, walk).map(({ id }) => id));
      }),
      { seed, numRuns: 3 * RUNS, interruptAfterTimeLimit: 30_000 },
    );
  });

  it.each(cases)(
    '$direction by $size is not upset by rows that come in between',
    async (wanted) => {
      const seed = SEED + wanted.size;
      const data = randomRows(servers.catalog, seed);
      await fc.assert(
        fc.asyncProperty(walks(data, wanted), async (walk) => {
          await servers.replaceData(data);
          await walkWhileRowsComeIn(data, walk);
        }),
        { seed, numRuns: RUNS, interruptAfterTimeLimit: 30_000 },
      );
    },
  );

  /** Rows beyond the position at which they come in are met, rows before it are not. */
  async function walkWhileRowsComeIn(data: DataSet, walk: Walk): Promise<void> {
    const { catalog, ask } = servers;
    const total = rowsOf(data, walk).length;
    let now = data;
    let position: number | undefined;
    const met: number[] = [];
    for await (const ids of walkPages(() => ({ catalog, data: now, ask }), walk)) {
      meet(met, ids, walk);
      // Not after the last page: whoever was told that nothing follows has gone.
      if (position === undefined && met.length >= total / 2 && met.length < total) {
        position = walk.isBackward ? met.at(0) : met.at(-1);
        now = await insertMore(data, walk.list.model);
      }
    }
    const old = new Set(rowsOf(data, walk).map(({ id }) => id));
    const isBeyond = beyond(now, walk, position);
    const expected = rowsOf(now, walk).filter((row) => old.has(row.id) || isBeyond(row));
    expect(met).toEqual(expected.map(({ id }) => id));
  }

  /** Copies of the rows of a model under new keys: each ties with an old one. */
  async function insertMore(data: DataSet, model: string): Promise<DataSet> {
    const old = data.rows[model] ?? [];
    const copies = old
      .map((row) => ({ ...row, id: row.id + NEW_KEYS }))
      .map((row) => (model === 'User' ? renamed(row) : row));
    // A user has one profile: none can come in.
    const added = model === 'Profile' ? [] : copies;
    await servers.insertRows(model, added);
    return { ...data, rows: { ...data.rows, [model]: [...old, ...added] } };
  }

  function rowsOf(data: DataSet, walk: Walk): readonly StoredRow[] {
    const oracle = new Oracle(servers.catalog, data, walk.role.viewer);
    const { parent, field } = walk.list;
    const model = parent && modelNamed(servers.catalog, parent.model);
    const relation = model?.relations.get(field);
    const row =
      model && oracle.view.store.all(model).find(({ id }) => parent.id === `tag_${String(id)}`);
    return oracle.rows(listRequest(walk), row && relation && { row, relation });
  }

  function beyond(
    data: DataSet,
    walk: Walk,
    position: number | undefined,
  ): (row: StoredRow) => boolean {
    const { view } = new Oracle(servers.catalog, data, walk.role.viewer);
    const model = modelNamed(servers.catalog, walk.list.model);
    const compare = comparisonBy(view, orderKeys(model, walk.list.input.orderBy ?? []));
    const at = view.store.all(model).find(({ id }) => id === position);
    return (row) => at !== undefined && compare(row, at) * (walk.isBackward ? -1 : 1) > 0;
  }
});

function meet(met: number[], ids: readonly number[], { isBackward }: Walk): void {
  if (isBackward) {
    met.unshift(...ids);
  } else {
    met.push(...ids);
  }
}

function renamed(row: StoredRow): StoredRow {
  const { username, email, id } = row;
  return {
    ...row,
    username: `${textOf(username)}${String(id)}`,
    email: `${String(id)}${textOf(email)}`,
  };
}
