import type { Operand } from '../kinds/kind.js';
import type { Condition } from './condition.js';
import { COMPARISONS } from './operators.js';
import type { Column } from '../model/model.js';
import { type Bindable, sampleOf } from './placeholder.js';

/** What a row has in a column; undefined where only the database knows. */
export type KnownValue = (column: Column) => Operand | null | undefined;

/** True, false, or null for SQL's unknown; undefined where only the database can tell. */
type Truth = boolean | null | undefined;

/**
 * Whether a row fulfils a condition, as far as that can be told without asking the database: by the
 * row's own plain values. It is SQL's three-valued logic, and what is unknown there is not fulfilled.
 * @returns undefined where the database has to be asked
 */
export function isKnownToHold(condition: Condition, valueOf: KnownValue): boolean | undefined {
  const truth = truthOf(condition, valueOf);
  return truth === null ? false : truth;
}

function truthOf(condition: Condition, valueOf: KnownValue): Truth {
  switch (condition.kind) {
    case 'constant':
      return condition.value;
    case 'trusted':
      return truthOf(condition.condition, valueOf);
    case 'not':
      return opposite(truthOf(condition.condition, valueOf));
    case 'and':
      return all(condition.conditions.map((each) => truthOf(each, valueOf)));
    case 'or':
      return any(condition.conditions.map((each) => truthOf(each, valueOf)));
    case 'isNull': {
      const value = valueOf(condition.column);
      return value === undefined ? undefined : value === null;
    }
    case 'compare':
      return compared(condition, valueOf);
    case 'in':
      return any(condition.operands.map((operand) => isEqual(condition.column, operand, valueOf)));
    case 'own':
    case 'text':
    case 'list':
    case 'json':
    case 'related':
    case 'count':
      return undefined;
  }
}

function compared(
  { column, operator, operand }: Extract<Condition, { readonly kind: 'compare' }>,
  valueOf: KnownValue,
): Truth {
  const { whereEqual } = COMPARISONS[operator];
  if (whereEqual === null) {
    return undefined;
  }
  const truth = isEqual(column, operand, valueOf);
  return whereEqual ? truth : opposite(truth);
}

function isEqual(column: Column, operand: Bindable<Operand>, valueOf: KnownValue): Truth {
  const value = column.kind.isPlain ? valueOf(column) : undefined;
  return value === undefined || value === null ? value : value === sampleOf(operand);
}

function opposite(truth: Truth): Truth {
  return typeof truth === 'boolean' ? !truth : truth;
}

/** False decides alone, whatever the rest is. */
function all(truths: readonly Truth[]): Truth {
  if (truths.includes(false)) {
    return false;
  }
  if (truths.includes(undefined)) {
    return undefined;
  }
  return truths.includes(null) ? null : true;
}

/** True decides alone. */
function any(truths: readonly Truth[]): Truth {
  return opposite(all(truths.map(opposite)));
}
