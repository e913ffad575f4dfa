import { blog } from '../../blog/blog.js';
import { type App, createApp } from '../../../src/create-app.js';
import { ALWAYS, type Condition } from '../../../src/filter/condition.js';
import { CutText } from '../../../src/cursor/cut-text.js';
import type { Column, Model, Relation } from '../../../src/model/model.js';
import { Placeholder } from '../../../src/filter/placeholder.js';
import { Binding } from '../../../src/reading/compiled/binding.js';
import { parseOrder } from '../../../src/reading/order/order.js';
import type {
  ConnectionPlan,
  LookupPlan,
  NodesPlan,
  PagePlan,
  RowPlan,
} from '../../../src/reading/plan/read-plan.js';
import { loadSettings } from '../../../src/settings.js';
import { modelNamed } from '../../../src/testing/oracle/data-set.js';
import { LANE } from '../../../src/testing/lane.js';
import { OWN } from './own-operator.js';

const FIRST = 3;

describe('the arguments of a list, as a statement takes them', () => {
  let app: App;
  beforeAll(async () => {
    app = await createApp(
      blog,
      loadSettings({
        ...LANE,
        DATABASE_URL: 'sqlite::memory:',
        SECRET: 'a secret of the tests, thirty-two bytes',
        NODE_ENV: 'test',
      }),
    );
  });
  afterAll(() => app.stop());

  const column = (name: string, model = 'Post'): Column =>
    present(modelNamed(app.engine.catalog, model).columns.get(name));
  const relation = (name: string): Relation =>
    present(modelNamed(app.engine.catalog, 'Post').relations.get(name));

  /** Of each kind, conditions that differ from one another in one thing each. */
  const CONDITIONS: Readonly<Record<Condition['kind'], () => readonly Condition[]>> = {
    constant: () => [ALWAYS, { kind: 'constant', value: false }],
    and: () => [
      { kind: 'and', conditions: [title('a'), title('b')] },
      { kind: 'and', conditions: [title('a'), title('b'), title('c')] },
      { kind: 'and', conditions: [{ kind: 'and', conditions: [title('a')] }, title('b')] },
    ],
    or: () => [{ kind: 'or', conditions: [title('a'), title('b')] }],
    not: () => [{ kind: 'not', condition: title('a') }],
    trusted: () => [{ kind: 'trusted', condition: title('a') }],
    compare: () => [
      title('a'),
      title('b'),
      { ...title('a'), operator: 'ne' },
      { ...title('a'), caseless: true },
      { ...title('a'), column: column('content') },
    ],
    in: () => [
      { kind: 'in', column: column('title'), operands: ['a', 'b'], caseless: false },
      { kind: 'in', column: column('title'), operands: ['a', 'c'], caseless: false },
      { kind: 'in', column: column('title'), operands: ['a'], caseless: false },
      { kind: 'in', column: column('title'), operands: ['a', 'b'], caseless: true },
      { kind: 'in', column: column('content'), operands: ['a', 'b'], caseless: false },
    ],
    text: () =>
      (['contains', 'startsWith', 'endsWith'] as const).flatMap((operator) =>
        ['a', 'b', '', '\u{10ffff}'].flatMap((operand) =>
          [true, false].map((caseless) => ({
            kind: 'text' as const,
            column: column('title'),
            operator,
            operand,
            caseless,
          })),
        ),
      ),
    isNull: () => [
      { kind: 'isNull', column: column('title') },
      { kind: 'isNull', column: column('content') },
    ],
    list: () =>
      (['hasEvery', 'hasSome', 'isEmpty'] as const).flatMap((operator) =>
        [['a'], ['b'], ['a', 'b']].map((operands) => ({
          kind: 'list' as const,
          column: column('interests', 'Profile'),
          operator,
          operands,
        })),
      ),
    own: () =>
      (['title', 'content'] as const).flatMap((name) =>
        ['before', 'behind'].flatMap((operator) =>
          ['a', 'b'].map((asked) => ({
            kind: 'own' as const,
            column: column(name),
            name: operator,
            operator: OWN,
            asked,
          })),
        ),
      ),
    json: () =>
      [['a'], ['a', 'b'], ['a,b']].flatMap((path) =>
        ['1', 1, true, false].map((operand) => ({
          kind: 'json' as const,
          column: column('contacts', 'Profile'),
          path,
          operand,
        })),
      ),
    related: () =>
      (['some', 'none', 'every'] as const).flatMap((quantifier) =>
        [title('a'), title('b'), ALWAYS].map((condition) => ({
          kind: 'related' as const,
          relation: relation('tags'),
          quantifier,
          condition,
        })),
      ),
    count: () =>
      (['eq', 'gt', 'in'] as const).flatMap((operator) =>
        [[1], [2]].map((operands) => ({
          kind: 'count' as const,
          relation: relation('tags'),
          operator,
          operands,
        })),
      ),
  };

  const title = (operand: string): Extract<Condition, { kind: 'compare' }> => ({
    kind: 'compare',
    column: column('title'),
    operator: 'eq',
    operand,
    caseless: false,
  });

  function planOf(where: Condition, page: Partial<PagePlan> = {}): ConnectionPlan {
    const model = modelNamed(app.engine.catalog, 'Post');
    return {
      kind: 'connection',
      model,
      relation: null,
      maxDepth: null,
      where,
      order: parseOrder(model, [{ title: 'ASC' }], { depth: 1, items: 1 }),
      page: {
        size: 1,
        isBackward: false,
        after: null,
        before: null,
        offset: 0,
        ends: { hasNextPage: [], hasPreviousPage: [] },
        ...page,
      },
      limit: 1,
      start: null,
      deleted: 'EXCLUDE',
      fingerprint: '',
      readsMore: false,
      needs: {
        rows: true,
        cursors: false,
        hasNextPage: false,
        hasPreviousPage: false,
        count: false,
        aggregates: [],
      },
      fields: [],
      nodes: new Map(),
      edges: new Map(),
      columns: new Set([model.id]),
      abilities: new Set(),
    };
  }

  /** The key of a plan with its values, and the plan as a statement has it once they are put in. */
  function statementOf(plan: ConnectionPlan): { key: string; values: string; filled: unknown } {
    const all: unknown[] = [...Array<undefined>(FIRST)];
    const binding = new Binding([plan], all);
    const bound = binding.connection(plan);
    const { where, page } = bound.plan;
    const filled = {
      where: fill(where, all),
      page: fill(page, all),
      offset: fill(bound.offset, all),
    };
    return { key: binding.key, values: JSON.stringify(all.slice(FIRST)), filled };
  }

  const kinds = Object.keys(CONDITIONS) as Condition['kind'][];

  it.each(kinds)('%s: the values of a request fill what its statement leaves open', (kind) => {
    for (const where of CONDITIONS[kind]()) {
      const { page, ...plan } = planOf(where);
      expect(statementOf({ ...plan, page }).filled).toEqual({ where, page, offset: 0 });
    }
  });

  it('the page leaves open its cursors and its offset', () => {
    for (const page of [
      { after: ['a', 1] },
      { before: [null, 2] },
      { after: ['a', 1], before: ['b', 2], isBackward: true },
      { after: [new CutText('a', 'digest'), 1], before: [new CutText('b', 'other'), 2] },
      { offset: 7 },
    ]) {
      const plan = planOf(ALWAYS, page);
      expect(statementOf(plan).filled).toEqual({
        where: ALWAYS,
        page: plan.page,
        offset: page.offset ?? 0,
      });
    }
  });

  it('no two requests that differ have the key and the values in common', () => {
    const plans = [
      ...kinds.flatMap((kind) => CONDITIONS[kind]()).map((where) => planOf(where)),
      ...[
        { size: 2 },
        { isBackward: true },
        { after: ['a', 1] },
        { before: ['a', 1] },
        { after: [null, 1] },
        { after: [1, null] },
        { before: [null, 1] },
        { after: [new CutText('a', 'b'), 1] },
        { after: [new CutText('a', 'c'), 1] },
        { after: [new CutText('c', 'b'), 1] },
        { after: ['a', 'b', 1] },
        { after: ['a', 1], before: ['b', 2] },
        { after: ['a', 1, 'b', 2] },
        { offset: 1 },
        { offset: 2 },
      ].map((page) => planOf(ALWAYS, page)),
      ...(['INCLUDE', 'ONLY'] as const).map((deleted) => ({ ...planOf(ALWAYS), deleted })),
      ...[[{ title: 'DESC' }], [{ content: 'ASC' }], [{ title: 'ASC' }, { content: 'ASC' }]].map(
        (order) => ({
          ...planOf(ALWAYS),
          order: parseOrder(modelNamed(app.engine.catalog, 'Post'), order, { depth: 1, items: 2 }),
        }),
      ),
    ];
    const marks = plans.map((plan) => {
      const { key, values } = statementOf(plan);
      return `${key} ${values}`;
    });
    expect(new Set(marks).size).toBe(marks.length);
  });

  it('whatever of a condition decides the text of its statement is part of the key', () => {
    const ofUser = (name: string): Relation =>
      present(modelNamed(app.engine.catalog, 'User').relations.get(name));
    const some = (related: Relation): Condition => ({
      kind: 'related',
      relation: related,
      quantifier: 'some',
      condition: ALWAYS,
    });
    const count = (related: Relation): Condition => ({
      kind: 'count',
      relation: related,
      operator: 'eq',
      operands: [1],
    });
    const json = (operand: string | number | boolean): Condition => ({
      kind: 'json',
      column: column('contacts', 'Profile'),
      path: ['a'],
      operand,
    });
    const text = (operand: string): Condition => ({
      kind: 'text',
      column: column('title'),
      operator: 'startsWith',
      operand,
      caseless: false,
    });
    const among = (...operands: readonly string[]): Condition => ({
      kind: 'in',
      column: column('title'),
      operands,
      caseless: false,
    });
    const [a, b, c] = [title('a'), title('b'), title('c')];
    const or = (...conditions: readonly Condition[]): Condition => ({ kind: 'or', conditions });
    const shapes: readonly Condition[] = [
      ...[or(a, or(b, c)), or(a, or(b), c), or(or(a), b, c), or(a, b, c), or(a, b), or(or(a, b))],
      ...['tags', 'roles', 'posts'].flatMap((name) => [some(ofUser(name)), count(ofUser(name))]),
      ...[json('1'), json(1), json(true)],
      ...[text('a'), text(''), text('\u{10ffff}')],
      ...[among(), among('a'), among('a', 'b')],
    ];
    const keys = shapes.map((where) => statementOf(planOf(where)).key);
    expect(new Set(keys).size).toBe(shapes.length);
  });

  it('what a page has of cursors and offset is part of the key', () => {
    const cut = new CutText('a', 'b');
    const pages: readonly Partial<PagePlan>[] = [
      {},
      { after: ['a', 1] },
      { after: [null, 1] },
      { after: [cut, 1] },
      { before: ['a', 1] },
      { before: [cut, 1] },
      { after: ['a', 1], before: ['a', 1] },
      { after: [cut, 1], before: ['a', 1] },
      { after: ['a', 1], before: [cut, 1] },
      { offset: 1 },
    ];
    const keys = pages.map((page) => statementOf(planOf(ALWAYS, page)).key);
    expect(new Set(keys).size).toBe(pages.length);
  });

  it('lookups and ids are left open, too, but for the models of the ids', () => {
    const user = modelNamed(app.engine.catalog, 'User');
    const post = modelNamed(app.engine.catalog, 'Post');
    const row = {} as RowPlan;
    const lookup = (value: string): LookupPlan => ({
      kind: 'lookup',
      lookup: present(user.lookups[0]),
      values: [value],
      row,
    });
    const nodes = (models: readonly Model[], ids: NodesPlan['ids']): NodesPlan => ({
      kind: 'nodes',
      isList: true,
      ids,
      rows: new Map(models.map((model) => [model, row])),
    });
    const both = [
      { model: user, key: 7 },
      { model: post, key: 8 },
      { model: user, key: 9 },
    ];
    const plans = [lookup('ada'), nodes([post, user], both)] as const;
    const values: unknown[] = Array<undefined>(FIRST);
    const keyOf = (plan: LookupPlan | NodesPlan): string => new Binding([plan], []).key;
    const keys = plans.map(keyOf);
    const binding = new Binding(plans, values);
    expect(binding.key).toBe(keys.join(''));
    const { places, keys: ids } = binding.nodes(plans[1]);
    expect([...binding.lookup(plans[0]), places, ids].map((each) => fill(each, values))).toEqual([
      'ada',
      [1, 0, 1],
      [7, 8, 9],
    ]);
    expect(keyOf(lookup('bea'))).toBe(keys[0]);
    expect(keyOf(nodes([post, user], both.slice(1)))).toBe(keys[1]);
    const others = [nodes([post], []), nodes([user], []), nodes([user, post], [])].map(keyOf);
    expect(new Set([keys[1], ...others]).size).toBe(4);
  });

  it('a value of a request is never part of the key', () => {
    const keyOf = (where: Condition | undefined): string => statementOf(planOf(present(where))).key;
    expect(keyOf(title('a'))).toBe(keyOf(title('b')));
    const [one, other] = CONDITIONS.in();
    expect(keyOf(one)).toBe(keyOf(other));
    const [few, , many] = CONDITIONS.list();
    expect(keyOf(few)).toBe(keyOf(many));
  });
});

function present<T>(value: T | undefined): T {
  if (value === undefined) {
    throw new TypeError('There is none');
  }
  return value;
}

/** A value with those of a request in the place of all slots. Models and columns stay as they are. */
function fill(value: unknown, values: readonly unknown[]): unknown {
  if (value instanceof Placeholder) {
    return value.read(values);
  }
  if (Array.isArray(value)) {
    return value.map((item) => fill(item, values));
  }
  if (value instanceof CutText) {
    return new CutText(fill(value.prefix, values) as string, fill(value.digest, values) as string);
  }
  const isPlain =
    typeof value === 'object' &&
    value !== null &&
    Object.getPrototypeOf(value) === Object.prototype;
  // Columns and relations lead to all there is.
  if (!isPlain || 'model' in value || 'target' in value) {
    return value;
  }
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, fill(part, values)]));
}
