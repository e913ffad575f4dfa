import type { EntityProperty } from '@mikro-orm/core';
import {
  getNullableType,
  type GraphQLInputType,
  type GraphQLScalarType,
  GraphQLString,
} from 'graphql';
import { BadInputError } from '../errors.js';
import type { CursorForm, FilterKind, KindColumn, Operand, OperandPlace, Stored } from './kind.js';

/** Whether `type` of a property is one of some words. */
export function isNamed(...names: readonly string[]): (property: EntityProperty) => boolean {
  return ({ type }) => names.includes(String(type));
}

/** Conditions on values that are equal or not, and one before the other. */
export function comparable(name: string, what: string, operand: GraphQLScalarType): FilterKind {
  return {
    name,
    description: `Conditions on ${what}; all given must hold.`,
    operand,
    operators: ['equality', 'membership', 'order'],
  };
}

/** What an operand is in the form it is stored in. @throws BadInputError for what is wrong with it */
export function storedOperand(stored: Stored, { path }: OperandPlace): Operand {
  if ('reason' in stored) {
    throw BadInputError.at(path, stored.reason);
  }
  return stored.value as Operand;
}

/** The type of the field, where inputs take what it gives. */
export function ownType({ type }: KindColumn): GraphQLInputType {
  return type === null ? GraphQLString : (getNullableType(type) as GraphQLInputType);
}

/** Values that stand in cursors as they are. */
export const plainCursor: CursorForm = {
  isText: false,
  write: (value) => JSON.stringify(value),
  read: (value) => value,
};

/** An operand that coercion has checked already; a JSON variable may bring an object. @throws BadInputError */
export function single(value: unknown, { path }: OperandPlace): Operand {
  if (typeof value === 'object') {
    throw BadInputError.at(path, 'must be a single value');
  }
  return value as Operand;
}
