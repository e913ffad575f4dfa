import { BadInputError } from '../errors.js';
import { tooLong } from '../kinds/list-length.js';
import { plural } from '../plural.js';

/** How large filters may be; see docs/operations.md. */
export interface FilterLimits {
  /** Most levels of nesting. */
  readonly depth: number;
  /** Most members in all. */
  readonly nodes: number;
  /** Most items of one list. */
  readonly listItems: number;
  /** Longest text looked for inside of others, in characters. */
  readonly searchCharacters: number;
  /** Longest text anywhere, in characters. */
  readonly textCharacters: number;
}

/** Keeps count of one filter while it is read. */
export class FilterBudget {
  readonly limits: FilterLimits;
  /** Whether GraphQL has read the values of the filter. */
  readonly isCoerced: boolean;
  readonly #depth: number;
  readonly #spent: { nodes: number };

  private constructor(
    { limits, isCoerced }: Pick<FilterBudget, 'limits' | 'isCoerced'>,
    depth: number,
    spent: { nodes: number },
  ) {
    this.limits = limits;
    this.isCoerced = isCoerced;
    this.#depth = depth;
    this.#spent = spent;
  }

  /** A fresh count for one filter. */
  static of(limits: FilterLimits, isCoerced = true): FilterBudget {
    return new FilterBudget({ limits, isCoerced }, 0, { nodes: 0 });
  }

  /** The budget one level deeper. @throws BadInputError past the deepest */
  enter(path: string): FilterBudget {
    if (this.#depth >= this.limits.depth) {
      throw BadInputError.at(
        path,
        `filters nest at most ${String(this.limits.depth)} ${plural(this.limits.depth, 'level')}`,
      );
    }
    return new FilterBudget(this, this.#depth + 1, this.#spent);
  }

  /** Counts one member. @throws BadInputError past the most */
  count(path: string): void {
    this.#spent.nodes += 1;
    if (this.#spent.nodes > this.limits.nodes) {
      throw BadInputError.at(
        path,
        `filters have at most ${String(this.limits.nodes)} ${plural(this.limits.nodes, 'member')}`,
      );
    }
  }

  /** Checks the length of a list. @throws BadInputError past the most */
  checkList(list: readonly unknown[], path: string): void {
    const fault = tooLong(list, this.limits.listItems);
    if (fault !== null) {
      throw BadInputError.at(path, fault);
    }
  }
}

/** Where in a filter something stands, for errors, and how much more there may be. */
export interface FilterPlace {
  /** `where.author.username` */
  readonly path: string;
  readonly budget: FilterBudget;
}

/** The place of a member of what stands at a place. */
export function below({ path, budget }: FilterPlace, key: string): FilterPlace {
  return { path: joinPath(path, key), budget };
}

/** A budget for filters the application itself wrote. */
export function unlimitedBudget(): FilterBudget {
  const limits: FilterLimits = {
    depth: Infinity,
    nodes: Infinity,
    listItems: Infinity,
    searchCharacters: Infinity,
    textCharacters: Infinity,
  };
  return FilterBudget.of(limits, false);
}

/** `where.title` */
export function joinPath(path: string, key: string): string {
  return `${path}.${key}`;
}

/** Whether a value is an input object. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @throws BadInputError for null and whatever is no input object */
export function requireObject(value: unknown, path: string): Readonly<Record<string, unknown>> {
  if (!isObject(value)) {
    throw BadInputError.at(path, 'must not be null');
  }
  return value;
}
