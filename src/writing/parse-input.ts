import { foldKey } from '../catalog/fold.js';
import { parseId } from '../catalog/global-id.js';
import { tooLong } from '../catalog/list-length.js';
import type { Column, Lookup, Model, Relation } from '../catalog/model.js';
import { RelataError } from '../errors.js';
import { type Fault, Faults, type InputPath } from './fault.js';
import { parseValues, type Secret } from './parse-values.js';
import { storable, type ValueLimits } from './value.js';
import type { ConnectOrCreate, LinkWrite, Reference, RowWrite } from './write-plan.js';

/** How large one input may be. */
export interface WriteLimits extends ValueLimits {
  /** Most levels of rows within rows. */
  readonly writeDepth: number;
}

type Input = Readonly<Record<string, unknown>>;

/** The input of one row, and where it stands. */
export interface SaidRow {
  readonly input: Input;
  readonly path: InputPath;
  /** The relation through which the row is created: its key is the parent's to fill in. */
  readonly parent?: Relation | null;
  /** Level of nesting, from 1. */
  readonly depth?: number;
}

interface SaidLink {
  readonly path: InputPath;
  readonly isNew: boolean;
  readonly depth: number;
}

/** Reads inputs into {@link RowWrite}s. All that is wrong is gathered, not only the first. */
export class InputParser {
  readonly faults: Fault[] = [];
  /** To be hashed before the transaction begins. */
  readonly secrets: Secret[] = [];
  readonly #limits: WriteLimits;

  constructor(limits: WriteLimits) {
    this.#limits = limits;
  }

  /** Reads the input of a row that is to be created. */
  create(model: Model, said: SaidRow): RowWrite {
    const { input, path, parent = null } = said;
    const row = this.#row(model, said, true);
    for (const { relation, path: place } of row.links) {
      if (parent !== null && keyOf(relation) === keyOf(parent)) {
        this.faults.push(Faults.invalid(place, 'is the row it is created with'));
      }
    }
    for (const column of model.columns.values()) {
      const name = column.input?.name ?? column.name;
      const isSaid =
        input[name] !== undefined || column === keyOf(parent) || this.#isLinked(row, column);
      if (!isSaid && isRequired(column)) {
        this.faults.push(Faults.invalid([...path, name], 'is required'));
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
  update(model: Model, said: SaidRow): RowWrite {
    const row = this.#row(model, said, false);
    if (Object.values(said.input).every((value) => value === undefined)) {
      this.faults.push(Faults.invalid(said.path, 'changes nothing'));
    }
    return row;
  }

  /** Reads `{ name: "x" }` that finds a row by one of its unique columns. */
  unique(
    model: Model,
    input: Input,
    path: InputPath,
  ): { lookup: Lookup; value: string | number } | null {
    for (const lookup of model.lookups) {
      const value = input[lookup.column.name];
      if (value !== undefined && value !== null) {
        const stored = storable(lookup.column, value, this.#limits);
        if ('fault' in stored) {
          this.faults.push(Faults.invalid([...path, lookup.column.name], stored.fault));
          return null;
        }
        return { lookup, value: lookupKey(lookup, stored.value) };
      }
    }
    this.faults.push(Faults.invalid(path, 'must name one unique field'));
    return null;
  }

  #row(model: Model, { input, path, depth = 1 }: SaidRow, isNew: boolean): RowWrite {
    const { values, secrets, faults } = parseValues(model, { input, path }, this.#limits);
    this.secrets.push(...secrets);
    this.faults.push(...faults);
    const links = [...model.relations.values()].flatMap((relation) => {
      const value = input[relation.name];
      return relation.isWritable && value !== undefined
        ? this.#link(relation, value, { path: [...path, relation.name], isNew, depth })
        : [];
    });
    return { model, path, values, links };
  }

  #link(relation: Relation, value: unknown, { path, isNew, depth }: SaidLink): LinkWrite[] {
    if (value === null) {
      this.faults.push(Faults.invalid(path, 'must not be null'));
      return [];
    }
    if (depth >= this.#limits.writeDepth) {
      this.faults.push(
        Faults.invalid(path, `inputs nest at most ${String(this.#limits.writeDepth)} levels`),
      );
      return [];
    }
    const input = value as Input;
    const at = (name: string): InputPath => [...path, name];
    const create = this.#list(input['create'], at('create')).map(({ item, place }) =>
      this.create(relation.target, {
        input: item as Input,
        path: place,
        parent: reverseKey(relation),
        depth: depth + 1,
      }),
    );
    const connectOrCreate = this.#list(input['connectOrCreate'], at('connectOrCreate')).flatMap(
      ({ item, place }) =>
        this.#connectOrCreate(relation, { input: item as Input, path: place, depth: depth + 1 }),
    );
    const connect = ['connect', 'set'].flatMap((name) =>
      this.#references(relation.target, input[name], at(name)),
    );
    const removed = relation.isOrphanRemoval ? 'delete' : 'disconnect';
    const remove = relation.many
      ? this.#references(relation.target, input[removed], at(removed))
      : [];
    this.#checkLeaving(remove, connect);
    const removesOthers =
      (input['set'] !== undefined && input['set'] !== null) ||
      (!relation.many && input[removed] === true);
    if (
      removesOthers &&
      relation.many &&
      relation.isOrphanRemoval &&
      input['deleteOthers'] !== true
    ) {
      this.faults.push(
        Faults.invalid(at('set'), 'deletes every other row: say deleteOthers: true'),
      );
    }
    return [
      {
        relation,
        path,
        create,
        connect,
        connectOrCreate,
        remove,
        // A to-one relation has room for one: what comes takes the place of what was there.
        removesOthers: removesOthers || (!isNew && !relation.many),
      },
    ];
  }

  #checkLeaving(leaving: readonly Reference[], staying: readonly Reference[]): void {
    const kept = new Set(staying.map(({ key }) => key));
    for (const { path } of leaving.filter(({ key }) => kept.has(key))) {
      this.faults.push(Faults.invalid(path, 'is to stay as well'));
    }
  }

  #connectOrCreate(
    relation: Relation,
    { input, path, depth }: Required<Omit<SaidRow, 'parent'>>,
  ): ConnectOrCreate[] {
    const found = this.unique(relation.target, input['where'] as Input, [...path, 'where']);
    const create = this.create(relation.target, {
      input: input['create'] as Input,
      path: [...path, 'create'],
      parent: reverseKey(relation),
      depth,
    });
    return found === null ? [] : [{ ...found, create, path }];
  }

  #references(model: Model, value: unknown, path: InputPath): Reference[] {
    return this.#list(value, path).flatMap(({ item, place }) => {
      try {
        return [{ key: parseId(model, String(item), place.at(-1) ?? ''), path: place }];
      } catch (error) {
        if (error instanceof RelataError) {
          this.faults.push(Faults.invalid(place, error.message.replace(/^[^:]*: /, '')));
          return [];
        }
        throw error;
      }
    });
  }

  /** The items of a list, or a single item where the relation takes one. */
  #list(value: unknown, path: InputPath): { readonly item: unknown; readonly place: InputPath }[] {
    if (value === undefined || value === null) {
      return [];
    }
    if (!Array.isArray(value)) {
      return [{ item: value, place: path }];
    }
    const fault = tooLong(value, this.#limits.listInputs);
    if (fault !== null) {
      this.faults.push(Faults.invalid(path, fault));
      return [];
    }
    return value.map((item: unknown, index) => ({ item, place: [...path, String(index)] }));
  }

  #isLinked(row: RowWrite, column: Column): boolean {
    return row.links.some(
      ({ relation, create, connect, connectOrCreate }) =>
        keyOf(relation) === column && create.length + connect.length + connectOrCreate.length > 0,
    );
  }
}

/** What a unique column is compared with: the caseless key where it has one. */
export function lookupKey({ column, key }: Lookup, value: unknown): string | number {
  return key === column ? (value as string | number) : foldKey(String(value));
}

function isRequired(column: Column): boolean {
  return !column.nullable && !column.hasDefault && column.kind !== 'id';
}

/** The key column a to-one relation of the row itself fills. */
function keyOf(relation: Relation | null): Column | null {
  return relation?.join.kind === 'sourceKey' ? relation.join.key : null;
}

/** The relation from the target back, as far as its key goes: what the parent fills in. */
function reverseKey(relation: Relation): Relation | null {
  return relation.join.kind === 'targetKey'
    ? { ...relation, join: { kind: 'sourceKey', key: relation.join.key } }
    : null;
}
