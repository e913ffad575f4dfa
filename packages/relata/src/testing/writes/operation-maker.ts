import type { GraphQLSchema } from 'graphql';
import type { Catalog, Column, Model, Relation } from '../../model/model.js';
import { fieldsOf as inputFieldsOf } from '../attacks/inputs.js';
import type { Cell, DataSet, StoredRow } from '../oracle/data-set.js';
import type { OracleViewer } from '../oracle/policy.js';
import type { Dice } from '../rows/dice.js';
import { fitting } from '../rows/fitting-values.js';
import { randomCell } from '../rows/random-cells.js';
import { absentRow, keyCells, numberedRow } from '../rows/row-keys.js';
import { uniqueCell } from '../rows/unique-cell.js';
import { uniqueColumns, uniquesOf } from '../rows/catalog-facts.js';
import { hooked, type RowHooks } from '../rows/row-hooks.js';
import {
  fieldOf,
  type LinkChange,
  type RowChange,
  WRITE_KINDS,
  type WriteOperation,
} from './operation.js';

/** What operations are made in. */
export interface Scene {
  readonly catalog: Catalog;
  readonly schema: GraphQLSchema;
  readonly data: DataSet;
  readonly viewer: OracleViewer;
  readonly hooks: RowHooks;
}

const FEW = 4;

/** The writes a catalog has, by model. */
export function writesOf(schema: GraphQLSchema, model: Model): readonly WriteOperation['kind'][] {
  const fields = schema.getMutationType()?.getFields() ?? {};
  return WRITE_KINDS.filter((kind) => fields[fieldOf(kind, model)] !== undefined);
}

/** Makes operations that mostly make sense in a scene. */
export class OperationMaker {
  readonly #dice: Dice;
  readonly #scene: Scene;

  constructor(dice: Dice, scene: Scene) {
    this.#dice = dice;
    this.#scene = scene;
  }

  operation(): WriteOperation {
    const { catalog, schema } = this.#scene;
    const dice = this.#dice;
    const model = dice.one(
      [...catalog.values()].filter((each) => writesOf(schema, each).length > 0),
    );
    const kind = dice.one(writesOf(schema, model));
    const atMost = dice.chance(10) ? 1 : 100;
    const keys = Array.from({ length: dice.between(1, FEW) }, () => this.#key(model));
    switch (kind) {
      case 'create':
        return { kind, model, change: this.#creation(model) };
      case 'update': {
        const key = this.#key(model);
        return {
          kind,
          model,
          key,
          change: this.#update(model, key),
          expectedVersion: this.#version(model, key),
        };
      }
      case 'updateMany': {
        const [key = 0] = keys;
        return {
          kind,
          model,
          keys,
          atMost,
          change: this.#withoutUniques(model, this.#update(model, key)),
        };
      }
      case 'upsert': {
        const { column } = dice.one(uniqueColumns(model));
        const rows = this.#rows(model).filter((row) => (row[column.name] ?? null) !== null);
        const known = rows.length === 0 ? null : (dice.one(rows)[column.name] ?? null);
        const create = this.#creation(model);
        const value =
          known === null || dice.chance(40)
            ? (create.cells[column.name] ?? this.#cell(column))
            : known;
        return { kind, model, by: [column.name, value], create, update: this.#update(model, 0) };
      }
      case 'delete': {
        const key = this.#key(model);
        return { kind, model, key, expectedVersion: this.#version(model, key) };
      }
      case 'deleteMany':
        return { kind, model, keys, atMost };
      case 'restore':
        return { kind, model, key: this.#deletedKey(model) };
    }
  }

  #creation(model: Model): RowChange {
    const fields = inputFieldsOf(this.#scene.schema, `${model.name}CreateInput`);
    const dice = this.#dice;
    const cells: Record<string, Cell> = {};
    for (const name of Object.keys(fields)) {
      const column = model.columns.get(name);
      if (model.relations.has(name)) {
        continue;
      }
      if (column === undefined) {
        cells[name] = `a long secret of ${String(dice.below(1_000_000))}`;
      } else if (model.keys.includes(name)) {
        cells[name] = this.#keyCell(column);
      } else if (!((column.nullable || column.hasDefault) && dice.chance(30))) {
        cells[name] = column.nullable && dice.chance(20) ? null : this.#cell(column);
      }
    }
    return this.#hooked(model, {
      cells,
      ties: this.#ties(model, fields, (relation) => isRequired(relation) || dice.chance(50)),
      links: this.#links(model, fields, ['connect']),
    });
  }

  #update(model: Model, key: number): RowChange {
    const fields = inputFieldsOf(this.#scene.schema, `${model.name}UpdateInput`);
    const dice = this.#dice;
    const columns = Object.keys(fields).flatMap((name) => model.columns.get(name) ?? []);
    const settable = columns.filter(({ name }) => !model.relations.has(name));
    const chosen = dice.some(settable, Math.min(1, settable.length), 2);
    const row = this.#rows(model).find(({ id }) => id === key);
    const cells = Object.fromEntries(
      chosen.map((column) => {
        const before = row?.[column.name];
        const isKept = before !== undefined && before !== null && dice.chance(15);
        const isCleared = column.nullable && dice.chance(25);
        return [column.name, isKept ? before : isCleared ? null : this.#cell(column)];
      }),
    );
    return this.#hooked(
      model,
      {
        cells,
        ties: this.#ties(model, fields, () => dice.chance(25)),
        links: this.#links(model, fields, ['connect', 'disconnect', 'set']),
      },
      row,
    );
  }

  /** What several rows are all set to is in none of their unique columns. */
  #withoutUniques(model: Model, { cells, ties, links }: RowChange): RowChange {
    const unique = new Set(uniquesOf(model).flat());
    const others = Object.entries(cells).filter(([name]) => !unique.has(name));
    const shared = Object.entries(ties).filter(([name]) => !unique.has(name));
    return { cells: Object.fromEntries(others), ties: Object.fromEntries(shared), links };
  }

  /** Cells that the hook of the model lets through beside those of the row. */
  #hooked(model: Model, { cells, ...rest }: RowChange, row: StoredRow = { id: 0 }): RowChange {
    const whole = hooked(model, { ...row, ...cells }, this.#scene.hooks);
    const names = Object.keys(cells);
    return { ...rest, cells: Object.fromEntries(names.map((name) => [name, whole[name] ?? null])) };
  }

  #ties(
    model: Model,
    fields: Readonly<Record<string, unknown>>,
    isWanted: (relation: Relation) => boolean,
  ): Readonly<Record<string, number>> {
    const relations = [...model.relations.values()].filter(
      ({ name, join, isSetByViewer }) =>
        join.kind === 'sourceKey' && !isSetByViewer && fields[name] !== undefined,
    );
    return Object.fromEntries(
      relations.filter(isWanted).map(({ name, target }) => [name, this.#key(target)]),
    );
  }

  #links(
    model: Model,
    fields: Readonly<Record<string, unknown>>,
    verbs: readonly LinkChange['verb'][],
  ): Readonly<Record<string, LinkChange>> {
    const dice = this.#dice;
    const relations = [...model.relations.values()].filter(
      ({ name, join }) => join.kind === 'link' && fields[name] !== undefined,
    );
    return Object.fromEntries(
      relations
        .filter(() => dice.chance(30))
        .map(({ name, target }) => {
          const keys = Array.from({ length: dice.between(1, 2) }, () => this.#key(target));
          return [name, { verb: dice.one(verbs), keys: [...new Set(keys)] }];
        }),
    );
  }

  /** A part of a key, mostly of no row that there is. */
  #keyCell({ model, name }: Column): Cell {
    const number = this.#dice.chance(80) ? this.#dice.between(100, 999) : this.#dice.between(1, 99);
    return keyCells(model, numberedRow(model, number))[name] ?? null;
  }

  #cell(column: Column): Cell {
    const dice = this.#dice;
    if (column.model.keys.includes(column.name)) {
      return this.#keyCell(column);
    }
    const isUnique = uniqueColumns(column.model).some((each) => each.column === column);
    const cell = isUnique
      ? uniqueCell(column, dice, dice.below(1_000_000))
      : randomCell(column, dice);
    // Names are kept in their normal form.
    return column.isName && typeof cell === 'string'
      ? fitting(column, cell.normalize('NFC').trim())
      : cell;
  }

  #rows({ name }: Model): readonly StoredRow[] {
    return this.#scene.data.rows[name] ?? [];
  }

  /** A row, more often one of the viewer's own; seldom one that is not there. */
  #key(model: Model): number {
    const rows = this.#rows(model);
    const { userId } = this.#scene.viewer;
    const own = rows.filter((row) =>
      [...model.columns.values()].some(
        ({ name, references }) => references !== null && row[name] === userId,
      ),
    );
    const dice = this.#dice;
    if (rows.length === 0 || dice.chance(3)) {
      return absentRow(model);
    }
    return dice.one(own.length > 0 && dice.chance(50) ? own : rows).id;
  }

  #deletedKey(model: Model): number {
    const mark = model.deletedAt?.name ?? '';
    const deleted = this.#rows(model).filter((row) => (row[mark] ?? null) !== null);
    return deleted.length === 0 || this.#dice.chance(15)
      ? this.#key(model)
      : this.#dice.one(deleted).id;
  }

  #version(model: Model, key: number): number | null {
    const version = this.#rows(model).find(({ id }) => id === key)?.['version'];
    if (!model.columns.has('version') || this.#dice.chance(60)) {
      return null;
    }
    const known = typeof version === 'number' ? version : 1;
    return this.#dice.chance(75) ? known : known + 1;
  }
}

function isRequired({ join }: Relation): boolean {
  return join.kind === 'sourceKey' && !join.key.nullable;
}
