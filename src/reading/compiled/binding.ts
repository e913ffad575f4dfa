import type { Condition, Operand } from '../../catalog/condition.js';
import { type Bindable, Slot, sampleOf } from '../../catalog/slot.js';
import { orderKey } from '../order/order.js';
import type { Position } from '../order/seek.js';
import type { ConnectionPlan, LookupPlan, NodesPlan, VariablePlan } from '../plan/read-plan.js';
import { hasAfterPrefix } from '../sql/text-range.js';

/** Ids of a list, in two lists of one length. */
export interface NodeKeys {
  /** Which model of the plan each is of. */
  readonly places: Bindable<readonly number[]>;
  readonly keys: Bindable<readonly number[]>;
}

/**
 * What of the arguments of a plan decides the text of its statement, and the values that go into
 * it. Two requests with one key differ in their values only.
 */
export function describeArguments(plan: VariablePlan, values: unknown[]): string {
  const taker = new Taker(values);
  taker.plan(plan);
  return taker.key;
}

/** A connection with slots in the place of its values. */
export interface BoundConnection {
  readonly plan: ConnectionPlan;
  readonly offset: Bindable<number>;
}

/**
 * The values of the plans that take variables, as slots of a statement: in the order in which
 * {@link describeArguments} gives them.
 */
export class Binding {
  readonly #connections = new Map<ConnectionPlan, BoundConnection>();
  readonly #lookups = new Map<LookupPlan, Bindable<string | number>>();
  readonly #nodes = new Map<NodesPlan, NodeKeys>();

  /** @param first - how many values precede those of the plans */
  constructor(plans: readonly VariablePlan[], first: number) {
    let index = first;
    const slot = <T>(value: Bindable<T>): Slot<T> => {
      index += 1;
      return Slot.at(sampleOf(value), index - 1);
    };
    for (const plan of plans) {
      switch (plan.kind) {
        case 'lookup':
          this.#lookups.set(plan, slot(plan.value));
          break;
        case 'nodes': {
          const { places, keys } = nodeKeys(plan);
          this.#nodes.set(plan, { places: slot(places), keys: slot(keys) });
          break;
        }
        case 'connection':
          this.#connections.set(plan, boundConnection(plan, slot));
      }
    }
  }

  connection(plan: ConnectionPlan): BoundConnection {
    return this.#connections.get(plan) ?? { plan, offset: plan.page.offset };
  }

  lookup(plan: LookupPlan): Bindable<string | number> {
    return this.#lookups.get(plan) ?? plan.value;
  }

  nodes(plan: NodesPlan): NodeKeys {
    return this.#nodes.get(plan) ?? nodeKeys(plan);
  }
}

function nodeKeys({ ids, rows }: NodesPlan): NodeKeys {
  const models = [...rows.keys()];
  return {
    places: ids.map(({ model }) => models.indexOf(model)),
    keys: ids.map(({ key }) => key),
  };
}

type MakeSlot = <T>(value: Bindable<T>) => Slot<T>;

function boundConnection(plan: ConnectionPlan, slot: MakeSlot): BoundConnection {
  const where = boundCondition(plan.where, slot);
  const { page } = plan;
  const after = boundPosition(page.after, slot);
  const before = boundPosition(page.before, slot);
  const offset = page.offset > 0 ? slot(page.offset) : 0;
  return { plan: { ...plan, where, page: { ...page, after, before } }, offset };
}

function boundPosition(position: Position | null, slot: MakeSlot): Position | null {
  return position?.map((value) => (value === null ? null : slot(value))) ?? null;
}

function boundCondition(condition: Condition, slot: MakeSlot): Condition {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return {
        ...condition,
        conditions: condition.conditions.map((each) => boundCondition(each, slot)),
      };
    case 'not':
    case 'trusted':
    case 'related':
      return { ...condition, condition: boundCondition(condition.condition, slot) };
    case 'compare':
      return { ...condition, operand: slot(condition.operand) };
    case 'text':
      return { ...condition, operand: slot(condition.operand) };
    case 'json':
      return { ...condition, operand: slot(condition.operand) };
    case 'in':
      return { ...condition, operands: condition.operands.map((each) => slot(each)) };
    case 'count':
      return { ...condition, operands: condition.operands.map((each) => slot(each)) };
    case 'list':
      return { ...condition, operands: slot(condition.operands) };
    default:
      return condition;
  }
}

/** Takes the values out of a plan and leaves its key. */
class Taker {
  key = '';
  readonly #values: unknown[];

  constructor(values: unknown[]) {
    this.#values = values;
  }

  plan(plan: VariablePlan): void {
    switch (plan.kind) {
      case 'lookup':
        this.#values.push(plan.value);
        break;
      case 'nodes': {
        const { places, keys } = nodeKeys(plan);
        this.key += [...plan.rows.keys()].map(({ name }) => name).join();
        this.#values.push(places, keys);
        break;
      }
      case 'connection':
        this.#connection(plan);
    }
    this.key += ';';
  }

  #connection({ where, order, page, deleted }: ConnectionPlan): void {
    this.#condition(where);
    this.key += `|${orderKey(order)}|${deleted}|${page.isBackward ? '-' : ''}${String(page.size)}`;
    this.#position(page.after);
    this.#position(page.before);
    if (page.offset > 0) {
      this.key += '+';
      this.#values.push(page.offset);
    }
  }

  #position(position: Position | null): void {
    this.key += '|';
    for (const value of position ?? []) {
      this.key += value === null ? '0' : '1';
      if (value !== null) {
        this.#values.push(value);
      }
    }
  }

  #condition(condition: Condition): void {
    this.key += condition.kind;
    switch (condition.kind) {
      case 'constant':
        this.key += String(condition.value);
        break;
      case 'and':
      case 'or':
        this.key += '(';
        condition.conditions.forEach((each) => {
          this.#condition(each);
        });
        this.key += ')';
        break;
      case 'related':
        this.key += `.${condition.relation.name}.${condition.quantifier}`;
        this.#condition(condition.condition);
        break;
      case 'not':
      case 'trusted':
        this.#condition(condition.condition);
        break;
      case 'count':
        this.key += `.${condition.relation.name}.${condition.operator}`;
        this.#list(condition.operands);
        break;
      default:
        this.#column(condition);
    }
  }

  #column(condition: Extract<Condition, { readonly column: unknown }>): void {
    this.key += `.${condition.column.name}`;
    switch (condition.kind) {
      case 'compare':
        this.key += `.${condition.operator}${condition.caseless ? '~' : ''}`;
        this.#values.push(condition.operand);
        break;
      case 'in':
        this.key += condition.caseless ? '~' : '';
        this.#list(condition.operands);
        break;
      case 'text':
        this.key += `.${condition.operator}${condition.caseless ? '~' : ''}${shapeOf(condition.operand)}`;
        this.#values.push(condition.operand);
        break;
      case 'list':
        this.key += `.${condition.operator}`;
        this.#values.push(condition.operands);
        break;
      case 'json':
        this.key += JSON.stringify(condition.path) + typeof condition.operand;
        this.#values.push(condition.operand);
        break;
      case 'isNull':
      case 'isEmpty':
        break;
    }
    this.key += ',';
  }

  #list(operands: readonly Bindable<Operand>[]): void {
    this.key += `${String(operands.length)},`;
    this.#values.push(...operands);
  }
}

/** The two texts whose search is written otherwise: the empty one, and one nothing comes after. */
function shapeOf(operand: Bindable<string>): string {
  const text = sampleOf(operand);
  if (text === '') {
    return 'empty';
  }
  return hasAfterPrefix(text) ? '' : 'last';
}
