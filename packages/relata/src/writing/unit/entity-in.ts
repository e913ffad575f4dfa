import { Reference } from '@mikro-orm/core';
import type { Entity } from './unit.js';

/** The row that a value of an entity is, or refers to. */
export function entityIn(value: unknown): Entity | null {
  return typeof value === 'object' && value !== null
    ? (Reference.unwrapReference(value) as Entity)
    : null;
}
