import { getNamedType, isLeafType } from 'graphql';
import type { Column } from '../model/model.js';
import { policyOf } from './access.js';
import type { Mask } from './partial-mask.js';

/** What shows a part of a column to those who do not see it; null where nothing does. */
export function maskOf({ model, name }: Column): Mask | null {
  return policyOf(model.target)?.fields?.[name]?.else ?? null;
}

/** What is shown of a text of a column: nothing where its mask fails, or makes what its field cannot have. */
export function maskedText(column: Column, text: unknown): string | null {
  const mask = maskOf(column);
  if (mask === null || typeof text !== 'string') {
    return null;
  }
  const type = column.type === null ? null : getNamedType(column.type);
  try {
    const shown = mask(text);
    const written: unknown = isLeafType(type) ? type.serialize(shown) : shown;
    return typeof written === 'string' ? written : null;
  } catch {
    return null;
  }
}
