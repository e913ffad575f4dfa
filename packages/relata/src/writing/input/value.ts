import { getNamedType, GraphQLError, GraphQLScalarType } from 'graphql';
import { tooLong } from '../../model/kinds/list-length.js';
import type { Column } from '../../model/model.js';
import { checkMoment } from '../../model/kinds/date-time.js';
import { BLANK } from '../../text/not-blank.js';
import { GraphQLEmail, isEmailAddress } from '../../model/kinds/scalars.js';
import { checkText } from '../../text/text.js';
import { VISIBLE } from '../../text/visible-text.js';
import { BadInputError, RelataError } from '../../errors.js';

/** The largest integer of 16 bits. */
const SMALL_MAX = 32_767;

/** How large one value may be. */
export interface ValueLimits {
  /** Longest text of a column without a bound of its own, in characters. */
  readonly textCharacters: number;
  /** Most items of one list. */
  readonly listInputs: number;
}

/**
 * Brings a value into the form it is stored in, or says what is wrong with it: text both databases
 * can hold, in normal form NFC and trimmed where it identifies something; dates in range; lists in bounds.
 */
export function storable(
  column: Column,
  value: unknown,
  limits: ValueLimits,
): { readonly value: unknown } | { readonly fault: string } {
  try {
    return { value: checked(column, value, limits) };
  } catch (error) {
    if (error instanceof RelataError) {
      // The checks name the argument first, the fault names its path itself.
      return { fault: error.message.replace(/^value: /, '') };
    }
    throw error;
  }
}

function checked(column: Column, value: unknown, limits: ValueLimits): unknown {
  const most = column.maxLength ?? limits.textCharacters;
  switch (column.kind) {
    case 'int':
      return column.isSmall ? checkSmall(value) : value;
    case 'string': {
      const text = checkText(column.isName ? nameOf(String(value)) : String(value), 'value', most);
      return checkForm(column, text);
    }
    case 'moment':
      return checkMoment(value, 'value');
    case 'stringList':
      return checkLength(value as readonly string[], limits).map((item) =>
        checkText(item, 'value', most),
      );
    case 'json':
      checkJson(value, { ...limits, textCharacters: most });
      return value;
    case 'id':
    case 'int':
    case 'float':
    case 'enum':
    case 'boolean':
    case 'bytes':
      return value;
  }
}

/** A text that identifies something, as it is kept: in normal form NFC, without white space at its ends. */
function nameOf(text: string): string {
  if (!VISIBLE.test(text)) {
    throw BadInputError.at('value', BLANK);
  }
  return text.normalize('NFC').trim();
}

function checkSmall(value: unknown): unknown {
  if (typeof value === 'number' && (value < -SMALL_MAX - 1 || value > SMALL_MAX)) {
    throw BadInputError.at(
      'value',
      `must be from ${String(-SMALL_MAX - 1)} to ${String(SMALL_MAX)}`,
    );
  }
  return value;
}

/** Text whose GraphQL type has a form of its own, an e-mail address, must have that form. */
function checkForm({ model, name }: Column, text: string): unknown {
  const declared = model.declaredType.getFields()[name]?.type;
  const type = declared === undefined ? null : getNamedType(declared);
  if (type === GraphQLEmail && !isEmailAddress(text)) {
    throw BadInputError.at('value', 'is not an e-mail address');
  }
  try {
    return type instanceof GraphQLScalarType ? type.parseValue(text) : text;
  } catch (error) {
    if (error instanceof GraphQLError) {
      throw BadInputError.at('value', error.message);
    }
    throw error;
  }
}

function checkJson(value: unknown, limits: ValueLimits): void {
  if (typeof value === 'string') {
    checkText(value, 'value', limits.textCharacters);
  } else if (Array.isArray(value)) {
    for (const item of checkLength(value, limits)) {
      checkJson(item, limits);
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, member] of Object.entries(value)) {
      checkText(key, 'value', limits.textCharacters);
      checkJson(member, limits);
    }
  }
}

function checkLength<T>(list: readonly T[], { listInputs }: ValueLimits): readonly T[] {
  const fault = tooLong(list, listInputs);
  if (fault !== null) {
    throw BadInputError.at('value', fault);
  }
  return list;
}
