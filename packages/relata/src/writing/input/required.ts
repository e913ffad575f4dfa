import type { Column, Model } from '../../model/model.js';

/**
 * Whether who creates a row must say what stands in a column. What no input can say is filled by the model, or else the
 * database finds it missing.
 */
export function isRequired({ relations }: Model, column: Column): boolean {
  const isSayable = column.input !== null || relations.get(column.name)?.isWritable === true;
  return isSayable && !column.nullable && !column.hasDefault;
}
