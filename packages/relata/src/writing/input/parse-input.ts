import type { Column, Model, Relation } from '../../model/model.js';
import type { RequestInfo } from '../../request/context.js';
import { type UserError, UserErrors, type InputPath } from '../user-error.js';
import { type ListItem, listItems, type Parsed, parseReferences } from './input-list.js';
import { lookupKey } from './lookup-key.js';
import { parseValues, type Secret } from './parse-values.js';
import { isRequired } from './required.js';
import type { Validated } from './validate.js';
import { keyOf, reverseKey } from './relation-keys.js';
import type { ValueLimits } from '../../kinds/kind.js';
import type { ConnectOrCreate, LinkWrite, Reference, RowWrite, Sought } from './write-plan.js';
import { plural } from '../../plural.js';

/** How large one input may be. */
export interface WriteLimits extends ValueLimits {
  /** Most levels of rows within rows. */
  readonly writeDepth: number;
}

type Input = Readonly<Record<string, unknown>>;

/** The input of one row, and where it stands. */
export interface RawRow {
  readonly input: Input;
  readonly path: InputPath;
  /** The relation through which the row is created: its key is the parent's to fill in. */
  readonly parent?: Relation | null;
  /** Level of nesting, from 1. */
  readonly depth?: number;
  /** What is looked for before the row is created; see {@link RowWrite.sought}. */
  readonly sought?: Sought | null;
  /** Whether an update may say nothing: that of an upsert, which then only finds or creates. */
  readonly mayBeEmpty?: boolean;
}

interface RawLink {
  readonly path: InputPath;
  readonly isNew: boolean;
  readonly depth: number;
  readonly sought: Sought | null;
}

/** Reads inputs into {@link RowWrite}s. All that is wrong is gathered, not only the first. */
export class InputParser {
  readonly userErrors: UserError[] = [];
  /** To be hashed before the transaction begins. */
  readonly secrets: Secret[] = [];
  // What validators are still to say, and after which of the errors it belongs.
  readonly #later: { readonly at: number; readonly validated: Promise<Validated> }[] = [];
  readonly #limits: WriteLimits;
  readonly #request: Pick<RequestInfo, 'logError'>;

  /** @param request - whose log tells what validators throw that nobody expects */
  constructor(limits: WriteLimits, request: Pick<RequestInfo, 'logError'>) {
    this.#limits = limits;
    this.#request = request;
  }

  /**
   * All that is wrong, once the validators of the models have said what they find.
   * @throws what a validator throws that is not about its value: a database that cannot be reached
   */
  async allUserErrors(): Promise<readonly UserError[]> {
    for (let last = this.#later.pop(); last !== undefined; last = this.#later.pop()) {
      const result = await last.validated;
      if ('error' in result) {
        throw result.error;
      }
      for (const error of result.unexpected) {
        this.#request.logError(error, 'a validator failed');
      }
      this.userErrors.splice(last.at, 0, ...result.userErrors);
    }
    return this.userErrors;
  }

  /** Reads the input of a row that is to be created. */
  create(model: Model, said: RawRow): RowWrite {
    const { input, path, parent = null } = said;
    const row = this.#row(model, said, true);
    for (const { relation, path: place } of row.links) {
      if (parent !== null && keyOf(relation) === keyOf(parent)) {
        this.userErrors.push(UserErrors.invalid(place, 'is set by the parent; leave it out'));
      }
    }
    for (const column of model.columns.values()) {
      const name = column.input?.name ?? column.name;
      const isSaid =
        input[name] !== undefined || column === keyOf(parent) || this.#isLinked(row, column);
      if (!isSaid && isRequired(model, column)) {
        this.userErrors.push(UserErrors.invalid([...path, name], 'is required'));
      }
    }
    return row;
  }

  /** Reads the inputs of rows that are to be created; none where there are too many. */
  createMany(model: Model, inputs: unknown, path: InputPath): RowWrite[] {
    return this.#list(inputs, path).map(({ item, place }) =>
      this.create(model, { input: item as Input, path: place }),
    );
  }

  /** Reads the input of a row that is there. */
  update(model: Model, said: RawRow): RowWrite {
    const row = this.#row(model, said, false);
    const isEmpty = Object.values(said.input).every((value) => value === undefined);
    if (isEmpty && said.mayBeEmpty !== true) {
      this.userErrors.push(UserErrors.invalid(said.path, 'changes nothing'));
    }
    return row;
  }

  /** Reads `{ name: "x" }` that finds a row by one of its unique columns. */
  unique(model: Model, input: Input, path: InputPath): Sought | null {
    for (const lookup of model.lookups) {
      const value = input[lookup.column.name];
      if (value !== undefined && value !== null) {
        const stored = lookup.column.kind.store(value, lookup.column, this.#limits);
        if ('reason' in stored) {
          this.userErrors.push(UserErrors.invalid([...path, lookup.column.name], stored.reason));
          return null;
        }
        return { lookup, value: lookupKey(lookup, stored.value) };
      }
    }
    this.userErrors.push(UserErrors.invalid(path, 'must name one unique field'));
    return null;
  }

  #row(model: Model, said: RawRow, isNew: boolean): RowWrite {
    const { input, path, depth = 1, sought = null } = said;
    const { values, secrets, userErrors, validated } = parseValues(
      model,
      { input, path },
      this.#limits,
    );
    this.secrets.push(...secrets);
    this.userErrors.push(...userErrors);
    if (validated !== null) {
      this.#later.push({ at: this.userErrors.length, validated });
    }
    const links = [...model.relations.values()].flatMap((relation) => {
      const value = input[relation.name];
      return relation.isWritable && value !== undefined
        ? this.#link(relation, value, { path: [...path, relation.name], isNew, depth, sought })
        : [];
    });
    return { model, path, values, links, sought };
  }

  #link(relation: Relation, value: unknown, said: RawLink): LinkWrite[] {
    const { path, depth } = said;
    const { writeDepth } = this.#limits;
    if (value === null) {
      this.userErrors.push(UserErrors.invalid(path, 'must not be null'));
      return [];
    }
    if (depth >= writeDepth) {
      this.userErrors.push(
        UserErrors.invalid(
          path,
          `inputs nest at most ${String(writeDepth)} ${plural(writeDepth, 'level')}`,
        ),
      );
      return [];
    }
    const input = value as Input;
    return isUndone(relation, input) ? [] : [this.#linkWrite(relation, input, said)];
  }

  #linkWrite(relation: Relation, input: Input, said: RawLink): LinkWrite {
    const { path, isNew, depth, sought } = said;
    const at = (name: string): InputPath => [...path, name];
    const create = this.#list(input['create'], at('create')).map(({ item, place }) =>
      this.create(relation.target, {
        input: item as Input,
        path: place,
        parent: reverseKey(relation),
        depth: depth + 1,
        sought,
      }),
    );
    const connectOrCreate = this.#list(input['connectOrCreate'], at('connectOrCreate')).flatMap(
      ({ item, place }) =>
        this.#connectOrCreate(relation, { input: item as Input, path: place, depth: depth + 1 }),
    );
    const connect = ['connect', 'set'].flatMap((name) =>
      this.#references(relation.target, input[name], at(name)),
    );
    const removed = removalOf(relation);
    const remove = relation.many
      ? this.#references(relation.target, input[removed], at(removed))
      : [];
    this.#checkLeaving(remove, connect);
    const removesOthers = this.#removesOthers(relation, input, at('set'));
    return {
      relation,
      path,
      create,
      connect,
      connectOrCreate,
      remove,
      // A to-one relation has room for one: what comes takes the place of what was there.
      removesOthers: removesOthers || (!isNew && !relation.many),
    };
  }

  #removesOthers(relation: Relation, input: Input, path: InputPath): boolean {
    const isReplaced = input['set'] !== undefined && input['set'] !== null;
    if (!relation.many) {
      return isReplaced || input[removalOf(relation)] === true;
    }
    if (isReplaced && relation.isOrphanRemoval && input['deleteOthers'] !== true) {
      this.userErrors.push(
        UserErrors.invalid(path, 'deletes every other row: say deleteOthers: true'),
      );
    }
    return isReplaced;
  }

  #checkLeaving(leaving: readonly Reference[], staying: readonly Reference[]): void {
    const kept = new Set(staying.map(({ key }) => key));
    for (const { path } of leaving.filter(({ key }) => kept.has(key))) {
      this.userErrors.push(UserErrors.invalid(path, 'cannot be both kept and removed'));
    }
  }

  #connectOrCreate(
    relation: Relation,
    { input, path, depth }: Required<Omit<RawRow, 'parent' | 'sought' | 'mayBeEmpty'>>,
  ): ConnectOrCreate[] {
    const found = this.unique(relation.target, input['where'] as Input, [...path, 'where']);
    const create = this.create(relation.target, {
      input: input['create'] as Input,
      path: [...path, 'create'],
      parent: reverseKey(relation),
      depth,
      sought: found,
    });
    return found === null ? [] : [{ ...found, create, path }];
  }

  #references(model: Model, value: unknown, path: InputPath): readonly Reference[] {
    return this.#gather(parseReferences(model, this.#list(value, path)));
  }

  #list(value: unknown, path: InputPath): readonly ListItem[] {
    return this.#gather(listItems(value, path, this.#limits.listInputs));
  }

  #gather<T>({ items, userErrors }: Parsed<T>): readonly T[] {
    this.userErrors.push(...userErrors);
    return items;
  }

  #isLinked(row: RowWrite, column: Column): boolean {
    return row.links.some(
      ({ relation, create, connect, connectOrCreate }) =>
        keyOf(relation) === column && create.length + connect.length + connectOrCreate.length > 0,
    );
  }
}

/** Whether all that is said of a to-one relation is a flag that is not set: then nothing is said. */
function isUndone(relation: Relation, input: Input): boolean {
  return !relation.many && input[removalOf(relation)] === false;
}

/** What the input calls it that a row leaves the relation. */
function removalOf(relation: Relation): 'delete' | 'disconnect' {
  return relation.isOrphanRemoval ? 'delete' : 'disconnect';
}
