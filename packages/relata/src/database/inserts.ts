import type {
  EntityDictionary,
  EntityMetadata,
  EntityName,
  NativeInsertUpdateManyOptions,
  QueryResult,
} from '@mikro-orm/core';

/** What a driver of the ORM is given to insert rows; the last is told the text before it is sent. */
export type InsertArguments<T extends object> = [
  entity: EntityName<T>,
  rows: EntityDictionary<T>[],
  options?: NativeInsertUpdateManyOptions<T>,
  transform?: (sql: string) => string,
];

/** How a driver of the ORM inserts rows. */
export interface Inserts {
  /**
   * @param insertByOrm - what the ORM's driver does by itself
   * @throws MikroORM's DriverException for what the database refuses
   */
  insert<T extends object>(
    meta: EntityMetadata<T>,
    given: InsertArguments<T>,
    insertByOrm: (...given: InsertArguments<T>) => Promise<QueryResult<T>>,
  ): Promise<QueryResult<T>>;
}

/** Leaves all of it to the ORM. */
export const plainInserts: Inserts = {
  insert: (_meta, given, insertByOrm) => insertByOrm(...given),
};
