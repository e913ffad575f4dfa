import { type FieldNode, getArgumentValues, Kind, visit } from 'graphql';
import { BoundedCache } from '../../cache/bounded-cache.js';
import { getOrMake } from '../../cache/get-or-make.js';
import { jsonFaultOf } from './literal-fault.js';
import type { Operation, SelectedField } from './selection.js';

type Values = Operation['variables'];

/** Most combinations of given, null and missing variables that arguments of a field are kept of. */
const COMBINATIONS = 16;

const known = new WeakMap<SelectedField, FieldArguments>();

/** The arguments of a field, coerced. What is in them belongs to whoever asks. */
export function argumentsOf(
  { variables }: Pick<Operation, 'variables'>,
  { field, nodes }: SelectedField,
): Values {
  const [node] = nodes;
  if (node === undefined) {
    return {};
  }
  try {
    return getArgumentValues(field, node, variables);
  } catch (error) {
    throw jsonFaultOf(field, node, variables) ?? error;
  }
}

/** As {@link argumentsOf}, in a fraction of the time; what is in them is shared and must not change. */
export function sharedArgumentsOf({ variables }: Operation, selected: SelectedField): Values {
  return fieldArguments(selected).valuesOf(variables);
}

/** Whether the arguments of a field, or one of them, depend on variables. */
export function takesVariables(selected: SelectedField, name?: string): boolean {
  const { varying } = fieldArguments(selected);
  return name === undefined ? varying.size > 0 : varying.has(name);
}

function fieldArguments(selected: SelectedField): FieldArguments {
  return getOrMake(known, selected, () => new FieldArguments(selected));
}

/** The arguments of a field as a document writes them, whatever its variables are. */
class FieldArguments {
  /** Names of the arguments that depend on variables. */
  readonly varying: ReadonlySet<string>;
  readonly #selected: SelectedField;
  /** Each place in the arguments where a variable is, in their order. */
  readonly #places: readonly string[];
  readonly #variables: readonly string[];
  /** By which variables have a value; null for what graphql-js has to work out each time. */
  readonly #templates = new BoundedCache<string, Fill | null>(COMBINATIONS);

  constructor(selected: SelectedField) {
    this.#selected = selected;
    const places = (selected.nodes[0]?.arguments ?? []).flatMap((argument) =>
      variablesIn(argument).map((variable) => ({ argument: argument.name.value, variable })),
    );
    this.varying = new Set(places.map(({ argument }) => argument));
    this.#places = places.map(({ variable }) => variable);
    this.#variables = [...new Set(this.#places)];
  }

  /** @throws GraphQLError for a null or nothing where a value must be */
  valuesOf(variables: Values): Values {
    let combination = '';
    for (const name of this.#variables) {
      const value = variables[name];
      combination += value === undefined ? '-' : value === null ? '0' : '1';
    }
    const template = this.#templates.getOrSet(combination, () => this.#templateOf(variables));
    return template === null
      ? argumentsOf({ variables }, this.#selected)
      : (template(variables) as Values);
  }

  /**
   * Has graphql-js work them out with holes where the values of variables go: it puts those in as they
   * are. Null where that fails, or where not all of the holes come out again: a scalar may make
   * something else of a variable within it.
   */
  #templateOf(variables: Values): Fill | null {
    const holes = Object.create(null) as Record<string, unknown>;
    for (const name of this.#variables) {
      const value = variables[name];
      if (value !== undefined) {
        holes[name] = value === null ? null : new Hole(name);
      }
    }
    try {
      const values = argumentsOf({ variables: holes }, this.#selected);
      const expected = this.#places.filter((name) => holes[name] instanceof Hole);
      return countHoles(values) === expected.length ? (fillOf(values) ?? (() => values)) : null;
    } catch {
      return null;
    }
  }
}

/** Stands for the value of a variable. */
class Hole {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** Puts the values of variables where the holes are. */
type Fill = (variables: Values) => unknown;

/** @returns null where there is nothing to fill */
function fillOf(value: unknown): Fill | null {
  if (value instanceof Hole) {
    return (variables) => variables[value.name];
  }
  if (typeof value !== 'object' || value === null) {
    return null;
  }
  const parts = Object.entries(value).map(([key, part]: [string, unknown]) => ({
    key,
    part,
    fill: fillOf(part),
  }));
  if (parts.every(({ fill }) => fill === null)) {
    return null;
  }
  if (Object.hasOwn(value, '__proto__')) {
    throw new TypeError('Not a name for what is filled in');
  }
  if (Array.isArray(value)) {
    return (variables) => parts.map(({ part, fill }) => (fill === null ? part : fill(variables)));
  }
  return (variables) => {
    const filled: Record<string, unknown> = {};
    for (const { key, part, fill } of parts) {
      filled[key] = fill === null ? part : fill(variables);
    }
    return filled;
  };
}

function countHoles(value: unknown): number {
  if (value instanceof Hole) {
    return 1;
  }
  return typeof value === 'object' && value !== null
    ? Object.values(value).reduce((sum: number, part: unknown) => sum + countHoles(part), 0)
    : 0;
}

function variablesIn(argument: NonNullable<FieldNode['arguments']>[number]): readonly string[] {
  const names: string[] = [];
  visit(argument, {
    [Kind.VARIABLE]: ({ name }) => {
      names.push(name.value);
    },
  });
  return names;
}
