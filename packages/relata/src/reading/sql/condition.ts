import { sql } from 'kysely';
import { ALWAYS, type Condition, isAlways } from '../../filter/condition.js';
import { type CompareOperator, COMPARISONS } from '../../filter/operators.js';
import type { Operand } from '../../kinds/kind.js';
import type { Column, Model, Relation, Within } from '../../model/model.js';
import { type Bindable, lift, sampleOf } from '../../filter/placeholder.js';
import { relationStart } from '../relation-start.js';
import { storedColumn, visibleColumn } from './column.js';
import type { KeySql, Sql, SqlTest } from './dialect.js';
import { boundKey, isOneOfKeys, isSameKey, storedKey } from './key.js';
import { linkTests, relatedTables } from './link.js';
import type { Scope } from './scope.js';

function signOf(operator: CompareOperator): Sql {
  return sql.raw(COMPARISONS[operator].sign);
}

/** The rows a condition is about. */
interface Rows {
  readonly alias: string;
  /** Inside a policy: neither masks nor the policies of related rows apply. */
  readonly isTrusted: boolean;
}

/** The one translation of filters and policies into SQL, over the rows called `alias`. */
export function conditionSql(scope: Scope, condition: Condition, alias: string): SqlTest {
  return rowsTest(scope, condition, { alias, isTrusted: false });
}

function rowsTest(scope: Scope, condition: Condition, rows: Rows): SqlTest {
  const { alias, isTrusted } = rows;
  const recur = (part: Condition): SqlTest => rowsTest(scope, part, rows);
  switch (condition.kind) {
    case 'constant':
      return condition.value ? sql`1 = 1` : sql`1 = 0`;
    case 'and':
      return sql`(${sql.join(condition.conditions.map(recur), sql` and `)})`;
    case 'or':
      return sql`(${sql.join(condition.conditions.map(recur), sql` or `)})`;
    case 'not':
      return sql`not (${recur(condition.condition)})`;
    case 'trusted':
      return rowsTest(scope, condition.condition, { alias, isTrusted: true });
    case 'related':
      return relatedSql(scope, condition, rows);
    case 'count':
      return countSql(scope, condition, rows);
    case 'compare':
    case 'in':
    case 'text':
    case 'isNull':
    case 'list':
    case 'own':
    case 'json': {
      if (
        condition.column.parts.length > 1 &&
        (condition.kind === 'compare' || condition.kind === 'in')
      ) {
        return keyTest(scope, condition, alias);
      }
      const { within } = condition.column;
      const whole = within?.column ?? condition.column;
      const column = isTrusted
        ? policyColumn(scope, whole, alias)
        : visibleColumn(scope, whole, alias);
      return columnTest(
        scope,
        condition,
        within === undefined ? column : member(scope, column, within),
      );
    }
  }
}

/** A member of a document, as its kind compares it. */
function member({ dialect }: Scope, document: Sql, within: Within): Sql {
  const value = dialect.member(document, within);
  return within.taken === null ? value : within.taken[dialect.name](value);
}

/**
 * A column in a policy. Most rows pass most policies: an index on such a column would be followed
 * to nearly all rows, which then were to be sorted, instead of one that serves the order. Keys are
 * another matter: few rows are the viewer's own.
 */
function policyColumn(scope: Scope, column: Column, alias: string): Sql {
  const stored = storedColumn(column, alias);
  const { id, tenant } = column.model;
  return column === id || column.references !== null || column === tenant?.column
    ? stored
    : scope.dialect.unindexed(stored);
}

/** The tests that all must hold, without those that always do. */
export function conjunction(
  scope: Scope,
  alias: string,
  parts: readonly (Condition | SqlTest)[],
): SqlTest {
  const tests = parts.flatMap((part) => {
    if (!('kind' in part)) {
      return [part];
    }
    return isAlways(part) ? [] : [conditionSql(scope, part, alias)];
  });
  return tests.length === 0 ? sql`1 = 1` : sql`${sql.join(tests, sql` and `)}`;
}

type ColumnCondition = Extract<Condition, { readonly column: Column }>;

function columnTest(scope: Scope, condition: ColumnCondition, column: Sql): SqlTest {
  const { dialect } = scope;
  switch (condition.kind) {
    case 'compare': {
      const operand = dialect.bind(condition.column, condition.operand);
      const [left, right] = condition.caseless
        ? [dialect.lower(column), dialect.lower(operand)]
        : [column, operand];
      return sql`${left} ${signOf(condition.operator)} ${right}`;
    }
    case 'in': {
      // `in ()` is no SQL; nothing is in an empty list, not even the unknown.
      if (condition.operands.length === 0) {
        return sql`1 = 0`;
      }
      const fold = condition.caseless ? dialect.lower.bind(dialect) : (text: Sql): Sql => text;
      const operands = condition.operands.map((item) => fold(dialect.bind(condition.column, item)));
      return sql`${fold(column)} in (${sql.join(operands)})`;
    }
    case 'text':
      return textTest(scope, condition, column);
    case 'isNull':
      return sql`(${column}) is null`;
    case 'list':
      return dialect.list[condition.operator](
        column,
        dialect.bind(condition.column, condition.operands),
      );
    case 'own': {
      const { operator, asked } = condition;
      const test = operator.sql(dialect.name, column, (of) => sql`${lift(asked, of)}`);
      return sql`(${test})`;
    }
    case 'json':
      return dialect.jsonEquals(column, condition.path, condition.operand);
  }
}

/** A key of several columns is compared column by column, for an index to find it. */
function keyTest(
  { dialect }: Scope,
  condition: Extract<Condition, { readonly kind: 'compare' | 'in' }>,
  alias: string,
): SqlTest {
  const { column } = condition;
  const key = storedKey(column, alias);
  const bound = (operand: Bindable<Operand>): KeySql => boundKey(dialect, column, operand);
  if (condition.kind === 'compare') {
    const isSame = isSameKey(key, bound(condition.operand));
    return condition.operator === 'eq' ? isSame : sql`not (${isSame})`;
  }
  return condition.operands.length === 0
    ? sql`1 = 0`
    : isOneOfKeys(dialect, key, condition.operands.map(bound));
}

function textTest(
  scope: Scope,
  condition: Extract<Condition, { readonly kind: 'text' }>,
  column: Sql,
): SqlTest {
  const { dialect } = scope;
  const text = condition.caseless ? dialect.lower(column) : column;
  const sample = sampleOf(condition.operand);
  if (sample === '') {
    return sql`${column} = ${column}`;
  }
  const bind = (operand: Bindable<string>): Sql => dialect.bind(condition.column, operand);
  const part = bind(condition.operand);
  return dialect.text[condition.operator]({
    text,
    part: condition.caseless ? dialect.lower(part) : part,
    // Folded in JavaScript, whose lower case is the one both databases are held to.
    folded: condition.caseless
      ? lift(condition.operand, (each) => each.toLowerCase())
      : condition.operand,
    bind,
  });
}

function relatedSql(
  scope: Scope,
  condition: Extract<Condition, { readonly kind: 'related' }>,
  { alias, isTrusted }: Rows,
): SqlTest {
  const { relation, quantifier } = condition;
  const target = scope.alias();
  const inner = rowsTest(scope, condition.condition, { alias: target, isTrusted });
  const matching =
    quantifier === 'every' ? sql` and not ${scope.dialect.isTrue(inner)}` : sql` and ${inner}`;
  const rows = relatedRows(scope, relation, { alias, target, isTrusted });
  const tested = isAlways(condition.condition) && quantifier !== 'every' ? sql`` : matching;
  const exists: SqlTest = sql`exists (select 1 ${rows}${tested})`;
  return quantifier === 'some' ? exists : sql`not ${exists}`;
}

function countSql(
  scope: Scope,
  condition: Extract<Condition, { readonly kind: 'count' }>,
  { alias, isTrusted }: Rows,
): SqlTest {
  const target = scope.alias();
  const rows = relatedRows(scope, condition.relation, { alias, target, isTrusted });
  const count = sql`(select count(*) ${rows})`;
  const operands = condition.operands.map((operand) => sql`${operand}`);
  if (condition.operator === 'in') {
    return operands.length === 0 ? sql`1 = 0` : sql`${count} in (${sql.join(operands)})`;
  }
  return sql`${count} ${signOf(condition.operator)} ${sql.join(operands)}`;
}

/** Which rows of a model a walk through a tree of them goes through: those that the viewer may read. Null for all. */
export function passableRows(scope: Scope, model: Model): ((alias: string) => SqlTest) | null {
  const readable = scope.readable(model);
  return isAlways(readable) ? null : (alias) => conditionSql(scope, readable, alias);
}

/** `from … where …` over the rows a relation leads to that count for the viewer. */
export function relatedRows(
  scope: Scope,
  relation: Relation,
  names: Rows & { readonly target: string },
): Sql {
  const { alias, target, isTrusted } = names;
  const link = scope.alias();
  const policy = isTrusted ? ALWAYS : scope.readable(relation.target);
  const passable = isTrusted ? null : passableRows(scope, relation.target);
  const parent = storedKey(relationStart(relation), alias);
  const tests = linkTests(relation, { parent, target, link });
  return sql`from ${relatedTables(scope, relation, { target, link, start: { key: parent }, passable })}
    where ${conjunction(scope, target, [...tests, policy])}`;
}
