import fc from 'fast-check';
import {
  getNullableType,
  GraphQLBoolean,
  GraphQLID,
  type GraphQLInputType,
  GraphQLInt,
  GraphQLString,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isScalarType,
} from 'graphql';
import { text } from '../../../src/testing/rows/texts.js';
import type { Dice } from '../../../src/testing/rows/dice.js';
import type { DraftVariable } from './draft.js';

/** How often of 100 times a value becomes a variable: a leaf, and one with members. */
const LEAVES = 12;
const BRANCHES = 5;

/** Operands whose search is written in a way of its own. */
const EDGES = ['', '\u{10FFFF}', '\u{10FFFF}\u{10FFFF}', '\uD7FF', 'a\u{10FFFF}', '%', '\\'];
const otherText = fc.oneof(fc.constantFrom(...EDGES), text);

/** Prints the values of arguments, some of them or parts of them as variables. */
export class InputPrinter {
  readonly variables: DraftVariable[] = [];
  readonly #dice: Dice;
  readonly #samples: ReadonlyMap<string, readonly unknown[]>;

  /** @param samples - values of scalars, by their names */
  constructor(dice: Dice, samples: ReadonlyMap<string, readonly unknown[]>) {
    this.#dice = dice;
    this.#samples = samples;
  }

  /** A value as a literal, in which there may be variables. */
  print(value: unknown, type: GraphQLInputType, parent?: 'oneOf'): string {
    const dice = this.#dice;
    const inner = getNullableType(type);
    const isLeaf = !isInputObjectType(inner) && !isListType(inner);
    if (value !== null && dice.chance(isLeaf ? LEAVES : BRANCHES)) {
      return this.variable(value, type, parent);
    }
    if (isListType(inner) && Array.isArray(value)) {
      const [only] = value as readonly unknown[];
      return value.length === 1 && dice.chance(20)
        ? literal(only, inner.ofType, dice)
        : `[${value.map((item) => this.print(item, inner.ofType)).join(', ')}]`;
    }
    if (isInputObjectType(inner) && isMembers(value)) {
      const fields = inner.getFields();
      const members = Object.entries(value).flatMap(([name, member]) => {
        const field = fields[name];
        return field === undefined
          ? []
          : [`${name}: ${this.print(member, field.type, inner.isOneOf ? 'oneOf' : undefined)}`];
      });
      return `{${members.join(', ')}}`;
    }
    return literal(value, type, dice);
  }

  /** A value as a variable: given, or the default of one that is left out. */
  variable(value: unknown, type: GraphQLInputType, parent?: 'oneOf'): string {
    const dice = this.#dice;
    const isNeeded = isNonNullType(type) || parent === 'oneOf';
    const others = this.#others(value, type);
    const how = dice.weighted<'given' | 'both' | 'default'>([
      ['given', 70],
      ['both', 10],
      ['default', 20],
    ]);
    const isNonNull = isNeeded || (how === 'given' && dice.chance(25));
    const fallback =
      how === 'given' ? null : literal(how === 'both' ? (others[0] ?? value) : value, type, dice);
    return this.declare({
      type: `${String(getNullableType(type))}${isNonNull ? '!' : ''}`,
      fallback,
      value: how === 'default' ? undefined : value,
      others: [
        ...others,
        ...(isNonNull ? [] : [null]),
        ...(isNonNull && fallback === null ? [] : [undefined]),
      ],
    });
  }

  /** Adds a variable. @returns it, as it stands in the document */
  declare(variable: Omit<DraftVariable, 'name'>): string {
    const isLong = this.#dice.chance(3);
    const name = `${isLong ? 'variableWithAVeryLongName'.repeat(4) : 'v'}${String(this.variables.length)}`;
    this.variables.push({ name, ...variable });
    return `$${name}`;
  }

  /** Ids of rows of the same model, in the same form. */
  #otherIds(id: string): readonly unknown[] {
    const dice = this.#dice;
    if (/^\d+$/.test(id)) {
      return [String(dice.between(1, 60)), String(dice.between(1, 60))];
    }
    const [type] = id.split('_');
    const known = this.#samples.get(GraphQLID.name) ?? [];
    return dice.some(
      known.filter((other) => String(other).startsWith(`${String(type)}_`)),
      0,
      2,
    );
  }

  /** Other values that fit a type. */
  #others(value: unknown, type: GraphQLInputType): readonly unknown[] {
    const dice = this.#dice;
    const inner = getNullableType(type);
    if (isListType(inner)) {
      const items = Array.isArray(value) ? (value as readonly unknown[]) : [value];
      return [items.slice(1), [...items, ...items.slice(0, 1)], items.toReversed(), items[0] ?? []];
    }
    if (isEnumType(inner)) {
      return dice.some(inner.getValues(), 1, 2).map(({ name }) => name);
    }
    if (!isScalarType(inner)) {
      return [];
    }
    switch (inner.name) {
      case GraphQLString.name:
        return [dice.of(otherText), dice.of(otherText)];
      case GraphQLInt.name:
        return [0, dice.between(0, 5), dice.between(-5, 12)];
      case GraphQLID.name:
        return this.#otherIds(String(value));
      case GraphQLBoolean.name:
        return [value === false];
      case 'Float':
        return [dice.between(-2, 4), 0.5, 0.1, 1e21];
      case 'DateTime':
        return ['2026-01-01T00:00:00.000Z', '9999-12-31T23:59:59.999Z'];
      case 'JSON':
        return [1, 'x', true, 0.5, ''];
      default:
        return dice.some(this.#samples.get(inner.name) ?? [], 0, 2);
    }
  }
}

/** A value as a literal without variables. */
export function literal(value: unknown, type: GraphQLInputType, dice: Dice): string {
  const inner = getNullableType(type);
  if (value === null || value === undefined) {
    return 'null';
  }
  if (isListType(inner)) {
    const items = Array.isArray(value) ? (value as readonly unknown[]) : [value];
    return `[${items.map((item) => literal(item, inner.ofType, dice)).join(', ')}]`;
  }
  if (isInputObjectType(inner)) {
    const fields = inner.getFields();
    const members = Object.entries(value).flatMap(([name, member]) => {
      const field = fields[name];
      return field === undefined ? [] : [`${name}: ${literal(member, field.type, dice)}`];
    });
    return `{${members.join(', ')}}`;
  }
  if (isEnumType(inner)) {
    return value as string;
  }
  const isBareKey = inner === GraphQLID && /^[1-9]\d{0,8}$/.test(value as string);
  return isBareKey && dice.chance(40) ? (value as string) : JSON.stringify(value);
}

function isMembers(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
