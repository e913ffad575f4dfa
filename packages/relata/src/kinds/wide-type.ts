import { type EntityProperty, type Platform, Type } from '@mikro-orm/core';
import { isPostgres } from './platform.js';

/** What a driver hands out: SQLite's bigints, where the column is known to be wide, and PostgreSQL's texts. */
type Raw = bigint | number | string | null;

/**
 * What MikroORM converts integers by that a number cannot hold: on SQLite they are read as bigints. Nothing is put around
 * the column in SQL, which would keep an index from being used.
 */
export abstract class WideType extends Type<unknown, Raw> {
  /** The type of PostgreSQL. */
  protected abstract readonly native: string;

  override getColumnType(_property: EntityProperty, platform: Platform): string {
    return isPostgres(platform) ? this.native : 'integer';
  }
}

/** Whether SQLite must hand out a column as bigints. */
export function isWide(property: EntityProperty): boolean {
  return (property.customType as unknown) instanceof WideType;
}
