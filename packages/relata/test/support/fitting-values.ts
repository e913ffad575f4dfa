import { getMetadataStorage } from 'class-validator';
import type { Column } from '../../src/model/model.js';

const SMALL = { least: -32_768, most: 32_767 } as const;

/** A value that its column has room for; what it is told apart by stands at the end of a text. */
export function fitting(column: Column | undefined, value: unknown): unknown {
  switch (column?.kind) {
    case 'int':
    case 'float':
      return withinBounds(column, Number(value));
    case 'string':
      return column.maxLength === null ? value : String(value).slice(-column.maxLength);
    default:
      return value;
  }
}

/**
 * Brings a number to where its column lets it be: what fits is as it was, others are moved to where
 * different ones stay different as far as there is room. The bounds are those of 16 bits and of
 * `@Min` and `@Max`; a CHECK mostly says the same.
 */
export function withinBounds(column: Column, number: number): number {
  const { least, most } = boundsOf(column);
  if (number >= least && number <= most) {
    return number;
  }
  const room = most - least + 1;
  if (Number.isFinite(room)) {
    return Math.min(least + (((number % room) + room) % room), most);
  }
  return number < least ? 2 * least - number : 2 * most - number;
}

function boundsOf({ model, name, isSmall }: Column): {
  readonly least: number;
  readonly most: number;
} {
  const rules = getMetadataStorage()
    .getTargetValidationMetadatas(model.target, '', false, false)
    .filter(({ propertyName }) => propertyName === name);
  const said = (rule: string): readonly number[] =>
    rules.filter((each) => each.name === rule).map(({ constraints }) => Number(constraints[0]));
  return {
    least: Math.max(isSmall ? SMALL.least : -Infinity, ...said('min')),
    most: Math.min(isSmall ? SMALL.most : Infinity, ...said('max')),
  };
}
