import { type EntityProperty, type Platform, Type } from '@mikro-orm/core';
import { RuleError } from '../errors.js';
import { isPostgres } from './platform.js';

/** What a driver hands out: SQLite's bigints, where the column is known to be wide, and PostgreSQL's texts. */
type Raw = bigint | number | string | null;

/** Why a value cannot be stored. */
export interface Refusal {
  readonly reason: string;
  /** Whether it is a number beyond the ends of the column: what is worked out may come to that. */
  readonly isTooLarge?: boolean;
}

/**
 * What MikroORM converts integers by that a number cannot hold: on SQLite they are read as bigints. Nothing is put around
 * the column in SQL, which would keep an index from being used.
 */
export abstract class WideType extends Type<unknown, Raw> {
  /** The type of PostgreSQL. */
  protected abstract readonly native: string;

  /** What says that a value is none of the column: a rule that is broken where it is only too large. */
  protected refusal(value: unknown, { reason, isTooLarge = false }: Refusal): Error {
    return isTooLarge
      ? new RuleError(`${this.prop?.name ?? 'a number'} ${reason}`)
      : new TypeError(`${String(value)} ${reason}`);
  }

  override getColumnType(_property: EntityProperty, platform: Platform): string {
    return isPostgres(platform) ? this.native : 'integer';
  }
}

/** Whether SQLite must hand out a column as bigints. */
export function isWide(property: EntityProperty): boolean {
  return (property.customType as unknown) instanceof WideType;
}
