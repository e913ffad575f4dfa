import { dateTimeKind } from '../../../src/kinds/date-time.js';
import type { Kind, Storage } from '../../../src/kinds/kind.js';
import { stringKind } from '../../../src/kinds/string.js';
import { sql } from 'kysely';
import { ALWAYS, type Condition } from '../../../src/filter/condition.js';
import { Placeholder } from '../../../src/filter/placeholder.js';
import type { CompiledReader } from '../../../src/reading/compiled/compiled-reader.js';
import { jsonDialects } from '../../../src/reading/compiled/json/json-dialects.js';
import { SummaryColumns } from '../../../src/reading/compiled/summary-columns.js';
import type { Engine } from '../../../src/reading/engine.js';
import { reverseOrder } from '../../../src/reading/order/order.js';
import type { ConnectionPlan, ReadPlan, RowPlan } from '../../../src/reading/plan/read-plan.js';
import type { Template } from '../../../src/reading/plan/template.js';
import { withRules } from '../../../src/testing/reads/faults.js';

/** Values that stand before those of a plan. */
const OWN_VALUES = 2;

/** What is wrong with a compiled reader, and how it comes to be. */
export interface CompiledFault {
  readonly name: string;
  /** The engine of the application that has it. */
  readonly engine?: (engine: Engine) => Engine;
  /** What becomes of each connection before it is compiled. */
  readonly connection?: (plan: ConnectionPlan, place: PlanPlace) => Partial<ConnectionPlan>;
  /** What becomes of each row before it is compiled. */
  readonly row?: (plan: RowPlan) => void;
  /** Puts something else in the place of what the compiled reader alone uses. @returns what undoes it */
  readonly plant?: () => () => void;
}

/** Where a connection stands, the same for all requests with one document. */
export interface PlanPlace {
  readonly template: Template;
  readonly index: number;
}

/** Has a reader take plans for others. */
export function misreadPlans(reader: CompiledReader, { connection, row }: CompiledFault): void {
  const changed = new WeakSet();
  const read = reader.read.bind(reader);
  const isNew = (plan: ConnectionPlan | RowPlan): boolean => {
    const isFirst = !changed.has(plan);
    changed.add(plan);
    return isFirst;
  };
  reader.read = async (request, plan) => {
    for (const [index, each] of [...partsOf(plan)].entries()) {
      if (!isNew(each)) {
        continue;
      }
      if ('kind' in each) {
        Object.assign(each, connection?.(each, { template: plan.template, index }));
      } else {
        row?.(each);
      }
    }
    return await read(request, plan);
  };
}

function* partsOf({ fields }: ReadPlan): Generator<ConnectionPlan | RowPlan> {
  for (const field of fields) {
    if (field.kind !== 'plan') {
      continue;
    }
    const { plan } = field;
    if (plan.kind === 'connection') {
      yield* belowConnection(plan);
    } else {
      const rows = plan.kind === 'nodes' ? [...plan.rows.values()] : [plan.row];
      for (const row of rows) {
        yield* belowRow(row);
      }
    }
  }
}

function* belowConnection(plan: ConnectionPlan): Generator<ConnectionPlan | RowPlan> {
  yield plan;
  const ofEdges = [...plan.edges.values()].flatMap((edge) => [...edge.values()]);
  for (const row of [...plan.nodes.values(), ...ofEdges]) {
    yield* belowRow(row);
  }
}

function* belowRow(row: RowPlan): Generator<ConnectionPlan | RowPlan> {
  yield row;
  for (const relation of row.relations.values()) {
    yield* relation.kind === 'connection' ? belowConnection(relation) : belowRow(relation.row);
  }
}

/** Ties broken another way. */
export function otherTieBreak({ order }: ConnectionPlan): Partial<ConnectionPlan> {
  const last = order.at(-1);
  return last === undefined || order.length < 2
    ? {}
    : { order: [...order.slice(0, -1), { ...last, isDescending: !last.isDescending }] };
}

/** Nulls at the other end. */
export function otherNulls({ order }: ConnectionPlan): Partial<ConnectionPlan> {
  return { order: order.map((item) => ({ ...item, areNullsFirst: !item.areNullsFirst })) };
}

/** Pages counted from the end stay in the order in which they are read. */
export function notTurnedRound({ order, page }: ConnectionPlan): Partial<ConnectionPlan> {
  return page.isBackward
    ? { order: reverseOrder(order), page: { ...page, isBackward: false } }
    : {};
}

/** No row is read beyond the page. */
export function noRowMore({ page }: ConnectionPlan): Partial<ConnectionPlan> {
  return { limit: page.size };
}

/** `every` is taken for `some`. */
export function everyAsSome({ where }: ConnectionPlan): Partial<ConnectionPlan> {
  const other = (condition: Condition): Condition => {
    switch (condition.kind) {
      case 'and':
      case 'or':
        return { ...condition, conditions: condition.conditions.map(other) };
      case 'not':
        return { ...condition, condition: other(condition.condition) };
      case 'related':
        return { ...condition, quantifier: 'some', condition: other(condition.condition) };
      default:
        return condition;
    }
  };
  return { where: other(where) };
}

/** Two connections of one relation are read with the arguments of the first. */
export function oneAliasForAll({ relations }: RowPlan): void {
  const first = new Map<unknown, ConnectionPlan>();
  for (const plan of relations.values()) {
    if (plan.kind === 'connection') {
      const { where, page } = first.get(plan.relation) ?? plan;
      first.set(plan.relation, first.get(plan.relation) ?? plan);
      Object.assign(plan, { where, page });
    }
  }
}

/** A statement made for a list without an offset serves the same list with one. */
export function offsetForgotten(): NonNullable<CompiledFault['connection']> {
  const seen = new WeakMap<Template, Map<number, boolean>>();
  return ({ page }, { template, index }) => {
    const ofTemplate = seen.get(template) ?? new Map<number, boolean>();
    seen.set(template, ofTemplate);
    const hadOffset = ofTemplate.get(index) ?? page.offset > 0;
    ofTemplate.set(index, hadOffset);
    return hadOffset ? {} : { page: { ...page, offset: 0 } };
  };
}

/** An engine without policies where rows are counted. */
export function uncheckedCounts(): Pick<CompiledFault, 'engine' | 'plant'> {
  let isCounting = false;
  return {
    engine: (engine) => {
      const read = engine.policies.read.bind(engine.policies);
      return withRules(engine, { read: (...of) => (isCounting ? ALWAYS : read(...of)) });
    },
    plant: () =>
      replaced(
        SummaryColumns.prototype,
        'source',
        (original) =>
          function source(this: SummaryColumns) {
            isCounting = true;
            try {
              return original.call(this);
            } finally {
              isCounting = false;
            }
          },
      ),
  };
}

/** The first two values of a request change places. */
export function valuesMixedUp(): () => void {
  return replaced(
    Placeholder.prototype,
    'read',
    (original) =>
      function read(this: Placeholder, values: readonly unknown[]): unknown {
        const [first, second, ...rest] = values.slice(OWN_VALUES);
        const isAlone = values.length < OWN_VALUES + 2;
        const mixed = [...values.slice(0, OWN_VALUES), second, first, ...rest];
        return original.call(this, isAlone ? values : mixed) as unknown;
      },
  );
}

/** Who asked first is taken for everybody after. */
export function firstViewerForAll(): () => void {
  return replaced(
    Placeholder,
    'at',
    (original) =>
      <T>(sample: T, index: number): Placeholder<T> =>
        index === 0 ? (sample as Placeholder<T>) : original(sample, index),
  );
}

/** Texts are written into JSON as they are. */
export function textsNotEscaped(): () => void {
  return otherValues(stringKind, (value) => sql`'"' || ${value} || '"'`);
}

/** Moments lose their milliseconds. */
export function wholeSeconds(): () => void {
  return otherValues(
    dateTimeKind,
    (value) => sql`strftime('"%Y-%m-%dT%H:%M:%S.000Z"', ${value} / 1000, 'unixepoch')`,
  );
}

/** Lists lose the order in which they are read. */
export function listsUnordered(): () => void {
  return replaced(
    jsonDialects.sqlite,
    'list',
    (original) => (item, by) => original(item, by === null ? null : sql`1`),
  );
}

function otherValues(kind: Kind, write: Storage['json']): () => void {
  return replaced(kind.storage.sqlite, 'json', () => write);
}

function replaced<T extends object, K extends keyof T>(
  owner: T,
  name: K,
  by: (original: T[K]) => T[K],
): () => void {
  const original = owner[name];
  Object.assign(owner, { [name]: by(original) });
  return () => {
    Object.assign(owner, { [name]: original });
  };
}
