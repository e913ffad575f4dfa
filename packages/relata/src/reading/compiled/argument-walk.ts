import type { Key, Operand } from '../../kinds/kind.js';
import type { Condition } from '../../filter/condition.js';
import { CutText } from '../../cursor/cut-text.js';
import { type Bindable, sampleOf } from '../../filter/placeholder.js';
import { keyParts } from '../../model/key.js';
import type { Model } from '../../model/model.js';
import { orderKey } from '../order/order.js';
import type { Position } from '../order/seek.js';
import type { ConnectionPlan, LookupPlan, NodesPlan } from '../plan/read-plan.js';
import { hasAfterPrefix } from '../sql/text-range.js';

/** Ids of a list, in two lists of one length. */
export interface NodeKeys {
  /** Which model of the plan each is of. */
  readonly places: Bindable<readonly number[]>;
  readonly keys: Bindable<readonly Key[]>;
}

/** A connection with placeholders for its values. */
export interface BoundConnection {
  readonly plan: ConnectionPlan;
  readonly offset: Bindable<number>;
}

/** What becomes of a value of the arguments; called once for each, in the order of the walk. */
export type Take = <T>(value: Bindable<T>) => Bindable<T>;

/**
 * The one walk over the arguments of plans. It writes down what of them decides the text of a
 * statement, and puts what `take` returns in the place of each value: the values of a request and
 * the placeholders of a statement cannot fall out of step, and a value that is not taken is part of the key.
 */
export class ArgumentWalk {
  /** What decides the text of the statement. */
  key = '';
  readonly #take: Take;

  constructor(take: Take) {
    this.#take = take;
  }

  /** A lookup; returns its values. */
  lookup({ values }: LookupPlan): readonly Bindable<Operand>[] {
    this.key += ';';
    return values.map((value) => this.#take(value));
  }

  /** Rows by id; returns their ids. */
  nodes(plan: NodesPlan): NodeKeys {
    const { places, keys } = nodeKeys(plan);
    this.key += `${[...plan.rows.keys()].map(({ name }) => name).join()};`;
    return { places: this.#take(places), keys: this.#take(keys) };
  }

  /** A list; returns it with what was taken in the place of its values. */
  connection(plan: ConnectionPlan): BoundConnection {
    const { page, order, deleted, maxDepth: depth } = plan;
    this.key += depth === null ? '' : '^';
    const maxDepth = depth === null ? null : this.#take(depth);
    const where = this.condition(plan.where);
    this.key += `|${orderKey(order)}|${deleted}|${page.isBackward ? '-' : ''}${String(page.size)}`;
    const after = this.#position(page.after);
    const before = this.#position(page.before);
    const offset = this.#offset(page.offset);
    this.key += ';';
    return { plan: { ...plan, maxDepth, where, page: { ...page, after, before } }, offset };
  }

  /** A condition; returns it with what was taken in the place of its values. */
  condition(condition: Condition): Condition {
    this.key += condition.kind;
    switch (condition.kind) {
      case 'constant':
        this.key += String(condition.value);
        return condition;
      case 'and':
      case 'or': {
        this.key += '(';
        const conditions = condition.conditions.map((each) => this.condition(each));
        this.key += ')';
        return { kind: condition.kind, conditions };
      }
      case 'not':
      case 'trusted':
        return { kind: condition.kind, condition: this.condition(condition.condition) };
      case 'related': {
        this.key += `.${condition.relation.name}.${condition.quantifier}`;
        return { ...condition, condition: this.condition(condition.condition) };
      }
      case 'count':
        this.key += `.${condition.relation.name}.${condition.operator}`;
        return { ...condition, operands: this.#each(condition.operands) };
      case 'compare':
        this.#column(condition, condition.operator, condition.caseless);
        return { ...condition, operand: this.#take(condition.operand) };
      case 'in':
        this.#column(condition, '', condition.caseless);
        return { ...condition, operands: this.#each(condition.operands) };
      case 'text':
        this.#column(condition, condition.operator, condition.caseless);
        this.key += shapeOf(condition.operand);
        return { ...condition, operand: this.#take(condition.operand) };
      case 'list':
        this.#column(condition, condition.operator, false);
        return { ...condition, operands: this.#take(condition.operands) };
      case 'own':
        this.#column(condition, condition.name, false);
        return { ...condition, asked: this.#take(condition.asked) };
      case 'json':
        this.#column(condition, JSON.stringify(condition.path), false);
        this.key += typeof sampleOf(condition.operand);
        return { ...condition, operand: this.#take(condition.operand) };
      case 'isNull':
        this.#column(condition, '', false);
        return condition;
    }
  }

  #offset(offset: number): Bindable<number> {
    // A statement without an offset is another one.
    this.key += offset > 0 ? '+' : '';
    return offset > 0 ? this.#take(offset) : 0;
  }

  #position(position: Position | null): Position | null {
    this.key += '|';
    if (position === null) {
      return null;
    }
    return position.map((value) => {
      if (value === null) {
        this.key += '0';
        return null;
      }
      if (value instanceof CutText) {
        this.key += '2';
        return new CutText(this.#take(value.prefix), this.#take(value.digest));
      }
      this.key += '1';
      return this.#take(value);
    });
  }

  #column(
    { column }: Extract<Condition, { readonly column: unknown }>,
    operator: string,
    isCaseless: boolean,
  ): void {
    this.key += `.${column.name}.${operator}${isCaseless ? '~' : ''},`;
  }

  #each<T>(operands: readonly Bindable<T>[]): readonly Bindable<T>[] {
    this.key += `${String(operands.length)},`;
    return operands.map((each) => this.#take(each));
  }
}

/** The ids of a plan, as a statement takes them. */
export function nodeKeys({ ids, rows, isList }: NodesPlan): NodeKeys {
  const models = [...rows.keys()];
  const isPlain = !isList || models.every(hasPlainKey);
  return {
    places: ids.map(({ model }) => models.indexOf(model)),
    // Where not all of a list are integers of 32 bits, each is a list of what it is made of.
    keys: ids.map(({ model: { id }, key }) => (isPlain ? key : JSON.stringify(keyParts(id, key)))),
  };
}

/** Whether the key of a model is one integer of 32 bits. */
export function hasPlainKey({ id }: Model): boolean {
  return id.kind.key?.native === 'int';
}

/** The two texts whose search is written otherwise: the empty one, and one nothing comes after. */
function shapeOf(operand: Bindable<string>): string {
  const text = sampleOf(operand);
  if (text === '') {
    return 'empty';
  }
  return hasAfterPrefix(text) ? '' : 'last';
}
