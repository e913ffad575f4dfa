import { sql } from 'kysely';
import { isAlways } from '../../filter/condition.js';
import { printedKey } from '../../model/key.js';
import type { Column } from '../../model/model.js';
import { conditionSql } from './condition.js';
import type { KeySql, Sql } from './dialect.js';
import { storedKey } from './key.js';
import type { Scope } from './scope.js';

/** A column as it is stored. */
export function storedColumn(column: Column, alias: string): Sql {
  return printedKey(column, storedKey(column, alias));
}

/** A column as the viewer of the scope sees it: NULL where a policy masks it. */
export function visibleColumn(scope: Scope, column: Column, alias: string): Sql {
  const mask = scope.mask(column);
  const stored = scope.equalTo(alias, column) ?? storedColumn(column, alias);
  return isAlways(mask)
    ? stored
    : sql`case when ${conditionSql(scope, mask, alias)} then ${stored} end`;
}

/** A reference to a row as the viewer of the scope sees it: NULL where a policy masks it. */
export function visibleKey(scope: Scope, column: Column, alias: string): KeySql {
  const mask = scope.mask(column);
  const stored = storedKey(column, alias);
  if (isAlways(mask)) {
    return stored;
  }
  const test = conditionSql(scope, mask, alias);
  return stored.map((part) => sql`case when ${test} then ${part} end`);
}
