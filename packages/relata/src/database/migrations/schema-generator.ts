import type { MikroORM } from '@mikro-orm/core';
import {
  type DatabaseSchema,
  type DatabaseTable,
  SqlSchemaGenerator,
  type TableDifference,
} from '@mikro-orm/sql';
import { isPostgres } from '../../kinds/platform.js';
import { withDependentViews } from './dependent-views.js';
import { withTenantKeys } from './tenant-keys.js';

type Column = ReturnType<DatabaseTable['getColumns']>[number];

/**
 * MikroORM's, which takes the columns that refer to a key of several for columns of one property, with one length and
 * one collation. Here each is as the column that it refers to. Views make room for changes of what they read.
 */
export class SessionSchemaGenerator extends SqlSchemaGenerator {
  override getTargetSchema(
    ...args: Parameters<SqlSchemaGenerator['getTargetSchema']>
  ): DatabaseSchema {
    const target = super.getTargetSchema(...args);
    for (const table of target.getTables()) {
      for (const column of table.getColumns()) {
        const { length, precision, scale, collation } = originOf(target, table, column);
        Object.assign(column, { length, precision, scale, collation });
      }
    }
    withTenantKeys(target, this.driver.getMetadata(), this.platform);
    return target;
  }

  override diffToSQL(
    ...[diff, options]: Parameters<SqlSchemaGenerator['diffToSQL']>
  ): ReturnType<SqlSchemaGenerator['diffToSQL']> {
    const isOfPostgres = isPostgres(this.platform);
    const isInTheWay = ({ changedColumns, removedColumns }: TableDifference): boolean =>
      !isOfPostgres || Object.keys({ ...changedColumns, ...removedColumns }).length > 0;
    return super.diffToSQL(withDependentViews(diff, isInTheWay), options);
  }
}

/** What a column that is one of several which refer to a key comes from, however often that refers on; else itself. */
function originOf(schema: DatabaseSchema, table: DatabaseTable, column: Column): Column {
  for (const key of Object.values(table.getForeignKeys())) {
    const at = key.columnNames.indexOf(column.name);
    const other = schema.getTable(key.referencedTableName);
    const referred = other?.getColumn(key.referencedColumnNames[at] ?? '');
    if (key.columnNames.length > 1 && other !== undefined && referred !== undefined) {
      return originOf(schema, other, referred);
    }
  }
  return column;
}

/** Has MikroORM generate schemas by it. */
export const SCHEMA_GENERATOR = {
  name: 'SchemaGenerator',
  register(orm: MikroORM): void {
    orm.config.registerExtension(
      '@mikro-orm/schema-generator',
      () => new SessionSchemaGenerator(orm.em as never),
    );
  },
};
