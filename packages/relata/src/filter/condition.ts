import type { Operand, OwnOperator } from '../kinds/kind.js';
import type { Column, Relation } from '../model/model.js';
import type { CompareOperator, ListTest, SearchOperator } from './operators.js';
import type { Bindable } from './placeholder.js';

/**
 * What a row must be like, over the columns and relations of a model: the one form in which
 * filters of clients and rules of policies meet. It has SQL's three-valued logic: a comparison
 * with NULL is unknown, and an unknown row is left out.
 */
export type Condition =
  | { readonly kind: 'constant'; readonly value: boolean }
  | { readonly kind: 'and' | 'or'; readonly conditions: readonly Condition[] }
  | { readonly kind: 'not'; readonly condition: Condition }
  | {
      readonly kind: 'compare';
      readonly column: Column;
      readonly operator: CompareOperator;
      readonly operand: Bindable<Operand>;
      readonly caseless: boolean;
    }
  | {
      readonly kind: 'in';
      readonly column: Column;
      readonly operands: readonly Bindable<Operand>[];
      readonly caseless: boolean;
    }
  | {
      readonly kind: 'text';
      readonly column: Column;
      readonly operator: SearchOperator;
      readonly operand: Bindable<string>;
      readonly caseless: boolean;
    }
  | { readonly kind: 'isNull'; readonly column: Column }
  | {
      readonly kind: 'list';
      readonly column: Column;
      readonly operator: ListTest;
      readonly operands: Bindable<readonly Operand[]>;
    }
  | {
      /** An operator that the kind of the column brings itself. */
      readonly kind: 'own';
      readonly column: Column;
      readonly name: string;
      readonly operator: OwnOperator;
      readonly asked: Bindable<unknown>;
    }
  | {
      readonly kind: 'json';
      readonly column: Column;
      readonly path: readonly string[];
      readonly operand: Bindable<string | number | boolean>;
    }
  | {
      readonly kind: 'related';
      readonly relation: Relation;
      /** `some` row, `none`, or `every` one; a to-one relation takes `some`. */
      readonly quantifier: 'some' | 'none' | 'every';
      readonly condition: Condition;
    }
  | {
      readonly kind: 'count';
      readonly relation: Relation;
      readonly operator: CompareOperator | 'in';
      readonly operands: readonly Bindable<number>[];
    }
  /** Part of a policy: neither masks nor the policies of related rows apply inside. */
  | { readonly kind: 'trusted'; readonly condition: Condition };

/** Holds for every row. */
export const ALWAYS: Condition = { kind: 'constant', value: true };

/** Holds for no row. */
export const NEVER: Condition = { kind: 'constant', value: false };

/** All of the conditions, constants folded. */
export function and(...conditions: readonly Condition[]): Condition {
  return combine('and', conditions);
}

/** At least one of the conditions, constants folded. */
export function or(...conditions: readonly Condition[]): Condition {
  return combine('or', conditions);
}

/** The opposite, constants folded. */
export function negate(condition: Condition): Condition {
  return condition.kind === 'constant'
    ? { kind: 'constant', value: !condition.value }
    : { kind: 'not', condition };
}

/** A part of a policy. */
export function trusted(condition: Condition): Condition {
  return condition.kind === 'constant' ? condition : { kind: 'trusted', condition };
}

/** Whether a condition holds for every row by its form alone. */
export function isAlways(condition: Condition): boolean {
  return condition.kind === 'constant' && condition.value;
}

/** Whether a condition holds for no row by its form alone. */
export function isNever(condition: Condition): boolean {
  return condition.kind === 'constant' && !condition.value;
}

function combine(kind: 'and' | 'or', conditions: readonly Condition[]): Condition {
  // The value that decides alone: false for `and`, true for `or`.
  const decisive = kind === 'or';
  const open: Condition[] = [];
  for (const condition of conditions) {
    if (condition.kind !== 'constant') {
      open.push(condition);
    } else if (condition.value === decisive) {
      return condition;
    }
  }
  const [only] = open;
  if (only === undefined) {
    return decisive ? NEVER : ALWAYS;
  }
  return open.length === 1 ? only : { kind, conditions: open };
}
