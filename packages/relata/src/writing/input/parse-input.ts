import type { Column, Model, Relation } from '../../model/model.js';
import type { RequestInfo } from '../../request/context.js';
import { type UserError, UserErrors, type InputPath } from '../user-error.js';
import { type ListItem, listItems, type Parsed, parseReferences } from './input-list.js';
import { parseValues, type Secret } from './parse-values.js';
import { parseUnique } from './parse-unique.js';
import { isRequired } from './required.js';
import type { Validated } from './validate.js';
import { isSetByParent, keyByParent, keyOf } from './relation-keys.js';
import type { ValueLimits } from '../../kinds/kind.js';
import type {
  ConnectOrCreate,
  KnownRow,
  LinkWrite,
  Reference,
  RowWrite,
  Sought,
} from './write-plan.js';
import { plural } from '../../plural.js';
import { parseEdits } from './parse-edits.js';
import { parseKnown } from './parse-known.js';
import { parseNested } from './parse-nested.js';
import type { Input, RawRow, RowParser } from './raw-row.js';
import {
  errorsOfLeaving,
  errorsOfRemoval,
  isUndone,
  removalOf,
  removesAll,
} from './parse-removal.js';

/** How large one input may be. */
export interface WriteLimits extends ValueLimits {
  /** Most levels of rows within rows. */
  readonly writeDepth: number;
}

interface RawLink {
  readonly path: InputPath;
  readonly isNew: boolean;
  readonly depth: number;
  readonly sought: Sought | null;
}

/** Reads inputs into {@link RowWrite}s. All that is wrong is gathered, not only the first. */
export class InputParser implements RowParser {
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
    for (const column of model.columns.values()) {
      const name = column.input?.name ?? column.name;
      const isSaid =
        input[name] !== undefined || column === keyByParent(parent) || this.#isLinked(row, column);
      if (!isSaid && isRequired(model, column)) {
        this.userErrors.push(UserErrors.invalid([...path, name], 'is required'));
      }
    }
    return row;
  }

  /** Reads the inputs of rows that are to be created; none where there are too many. */
  createMany(model: Model, inputs: unknown, path: InputPath): RowWrite[] {
    return this.list(inputs, path).map(({ item, place }) =>
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

  /** Reads what finds a row by one of its lookups. */
  unique(model: Model, input: Input, path: InputPath): Sought | null {
    const { sought, userErrors } = parseUnique(model, input, { path, limits: this.#limits });
    this.userErrors.push(...userErrors);
    return sought;
  }

  /** Reads what its editor knew of a row. */
  known(model: Model, input: Input, path: InputPath): KnownRow {
    return parseKnown(this, model, { input, path, limits: this.#limits });
  }

  /** The items of a list of an input; none of one that is too long. */
  list(value: unknown, path: InputPath): readonly ListItem[] {
    return this.#gather(listItems(value, path, this.#limits.listInputs));
  }

  /** Reads ids of rows of a model. */
  references(model: Model, ids: readonly ListItem[]): readonly Reference[] {
    return this.#gather(parseReferences(model, ids));
  }

  #row(model: Model, said: RawRow, isNew: boolean): RowWrite {
    const { input, path, depth = 1, sought = null, parent = null } = said;
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
    for (const { relation, path: place } of links) {
      if (isSetByParent(relation, parent)) {
        this.userErrors.push(UserErrors.invalid(place, 'is set by the parent; leave it out'));
      }
    }
    const edited = isNew ? null : parseEdits(model, { input, path }, this.#limits);
    this.userErrors.push(...(edited?.userErrors ?? []));
    return { model, path, values, links, sought, ...(edited && { edits: edited.edits }) };
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
    const create = this.list(input['create'], at('create')).map(({ item, place }) =>
      this.create(relation.target, {
        input: item as Input,
        path: place,
        parent: relation,
        depth: depth + 1,
        sought,
      }),
    );
    const connectOrCreate = this.list(input['connectOrCreate'], at('connectOrCreate')).flatMap(
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
    const nested = parseNested(this, relation, { input, path, isNew, depth: depth + 1 });
    this.userErrors.push(
      ...errorsOfRemoval(relation, input, path),
      ...errorsOfLeaving(remove, connect, nested.update),
    );
    const comes = create.length + connect.length + connectOrCreate.length > 0;
    return {
      relation,
      path,
      create,
      connect,
      connectOrCreate,
      ...nested,
      remove,
      // A to-one relation has room for one: what comes takes the place of what was there.
      removesOthers: removesAll(relation, input) || (comes && !isNew && !relation.many),
    };
  }

  #connectOrCreate(
    relation: Relation,
    { input, path, depth }: Required<Omit<RawRow, 'parent' | 'sought' | 'mayBeEmpty'>>,
  ): ConnectOrCreate[] {
    const found = this.unique(relation.target, input['where'] as Input, [...path, 'where']);
    const create = this.create(relation.target, {
      input: input['create'] as Input,
      path: [...path, 'create'],
      parent: relation,
      depth,
      sought: found,
    });
    return found === null ? [] : [{ ...found, create, path }];
  }

  #references(model: Model, value: unknown, path: InputPath): readonly Reference[] {
    return this.references(model, this.list(value, path));
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
