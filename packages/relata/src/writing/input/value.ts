import { getNamedType, GraphQLError, GraphQLScalarType } from 'graphql';
import { tooLong } from '../../model/kinds/list-length.js';
import type { Column } from '../../model/model.js';
import { readDateTime } from '../../model/kinds/date-time.js';
import { BLANK } from '../../text/not-blank.js';
import { GraphQLEmail, isEmailAddress } from '../../model/kinds/scalars.js';
import { textProblem } from '../../text/text.js';
import { VISIBLE } from '../../text/visible-text.js';

/** The largest integer of 16 bits. */
const SMALL_MAX = 32_767;
const SMALL_PROBLEM = `must be from ${String(-SMALL_MAX - 1)} to ${String(SMALL_MAX)}`;

/** How large one value may be. */
export interface ValueLimits {
  /** Longest text of a column without a bound of its own, in characters. */
  readonly textCharacters: number;
  /** Most items of one list. */
  readonly listInputs: number;
}

/** A value in the form it is stored in, or what is wrong with it. */
export type Stored = { readonly value: unknown } | { readonly reason: string };

/**
 * Brings a value into the form it is stored in, or says what is wrong with it: text both databases
 * can hold, in normal form NFC and trimmed where it identifies something; dates in range; lists in bounds.
 */
export function storable(column: Column, value: unknown, limits: ValueLimits): Stored {
  const most = column.maxLength ?? limits.textCharacters;
  switch (column.kind) {
    case 'int':
      return column.isSmall && !isSmall(value) ? { reason: SMALL_PROBLEM } : { value };
    case 'string':
      return storableText(column, String(value), most);
    case 'dateTime':
      return readDateTime(value);
    case 'stringList':
      return unless(listProblem(value as readonly string[], most, limits), value);
    case 'json':
      return unless(jsonProblem(value, { ...limits, textCharacters: most }), value);
    case 'id':
    case 'float':
    case 'enum':
    case 'boolean':
    case 'bytes':
      return { value };
  }
}

function unless(reason: string | null, value: unknown): Stored {
  return reason === null ? { value } : { reason };
}

/** A text that identifies something is kept in normal form NFC, without white space at its ends. */
function storableText(column: Column, given: string, most: number): Stored {
  if (column.isName && !VISIBLE.test(given)) {
    return { reason: BLANK };
  }
  const text = column.isName ? given.normalize('NFC').trim() : given;
  const reason = textProblem(text, most);
  return reason === null ? ofDeclaredForm(column, text) : { reason };
}

function isSmall(value: unknown): boolean {
  return typeof value !== 'number' || (value >= -SMALL_MAX - 1 && value <= SMALL_MAX);
}

/** Text whose GraphQL type has a form of its own, an e-mail address, must have that form. */
function ofDeclaredForm({ model, name }: Column, text: string): Stored {
  const declared = model.declaredType.getFields()[name]?.type;
  const type = declared === undefined ? null : getNamedType(declared);
  if (type === GraphQLEmail && !isEmailAddress(text)) {
    return { reason: 'is not an e-mail address' };
  }
  try {
    return { value: type instanceof GraphQLScalarType ? type.parseValue(text) : text };
  } catch (error) {
    if (error instanceof GraphQLError) {
      return { reason: error.message };
    }
    throw error;
  }
}

function listProblem(list: readonly string[], most: number, limits: ValueLimits): string | null {
  const tooMany = tooLong(list, limits.listInputs);
  return tooMany ?? firstProblem(list, (item) => textProblem(item, most));
}

function jsonProblem(value: unknown, limits: ValueLimits): string | null {
  if (typeof value === 'string') {
    return textProblem(value, limits.textCharacters);
  }
  if (Array.isArray(value)) {
    const tooMany = tooLong(value, limits.listInputs);
    return tooMany ?? firstProblem(value, (item) => jsonProblem(item, limits));
  }
  if (typeof value === 'object' && value !== null) {
    return firstProblem(
      Object.entries(value),
      ([key, member]) => textProblem(key, limits.textCharacters) ?? jsonProblem(member, limits),
    );
  }
  return null;
}

function firstProblem<T>(items: Iterable<T>, problemOf: (item: T) => string | null): string | null {
  for (const item of items) {
    const problem = problemOf(item);
    if (problem !== null) {
      return problem;
    }
  }
  return null;
}
