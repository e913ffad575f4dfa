import { sql } from 'kysely';
import { isAlways } from '../../filter/condition.js';
import type { Column } from '../../model/model.js';
import { conditionSql } from './condition.js';
import type { Sql } from './dialect.js';
import type { Scope } from './scope.js';

/** A column as it is stored. */
export function storedColumn(column: Column, alias: string): Sql {
  return sql.ref(`${alias}.${column.field}`);
}

/** A column as the viewer of the scope sees it: NULL where a policy masks it. */
export function visibleColumn(scope: Scope, column: Column, alias: string): Sql {
  const mask = scope.mask(column);
  const stored = scope.equalTo(alias, column) ?? storedColumn(column, alias);
  return isAlways(mask)
    ? stored
    : sql`case when ${conditionSql(scope, mask, alias)} then ${stored} end`;
}
