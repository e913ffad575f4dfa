import type { Column, Model, Relation } from '../../model/model.js';
import { fieldsOf, verbsOf } from '../attacks/inputs.js';
import type { Cell, StoredRow } from '../oracle/data-set.js';
import { uniqueColumns, uniquesOf } from '../rows/catalog-facts.js';
import type { Dice } from '../rows/dice.js';
import { fitting } from '../rows/fitting-values.js';
import { randomCell } from '../rows/random-cells.js';
import { hooked } from '../rows/row-hooks.js';
import { keyCells, numberedRow } from '../rows/row-keys.js';
import { uniqueCell } from '../rows/unique-cell.js';
import { type Fields, namesBack, omit } from './input-fields.js';
import type { LinkChange, RowChange, RowUpdate } from './operation.js';
import { fieldsOf as fieldsSet } from './sought-rows.js';
import { type Scene, type SceneRows } from './scene.js';

/** Where a new row is made: through a relation of another, at a level counted from 1. */
interface Place {
  readonly parent?: Relation | null;
  readonly depth?: number;
}

/** Of relations through which rows can be made, how many in a hundred are; fewer at each further level. */
const NESTED = 15;
/** The same of relations through which rows can be changed. */
const CHANGED = 35;
const MOST_LEVELS = 2;
/** Of changes of cells alone, how many in a hundred keep what others changed. */
const MERGED = 30;
/** Of unique values, where rows have tenants, how many in a hundred some row has. */
const SHARED = 25;

/** Makes what inputs say of rows. */
export class ChangeMaker {
  readonly #dice: Dice;
  readonly #scene: Scene;
  readonly #rows: SceneRows;

  constructor(dice: Dice, scene: Scene, rows: SceneRows) {
    this.#dice = dice;
    this.#scene = scene;
    this.#rows = rows;
  }

  /**
   * A new row.
   * @param place - where it is made: of its parent it says nothing
   */
  creation(model: Model, { parent = null, depth = 1 }: Place = {}): RowChange {
    const fields = fieldsOf(this.#scene.schema, `${model.name}CreateInput`);
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
        cells[name] = column.nullable && dice.chance(20) ? null : this.cell(column);
      }
    }
    const said = omit(fields, parent === null ? [] : namesBack(parent));
    const creates = this.#creates(model, said, { depth, isNew: true });
    const ties = omit(said, Object.keys(creates));
    return this.#hooked(model, {
      cells,
      ties: this.#ties(model, ties, (relation) => isRequired(relation) || dice.chance(50)),
      links: this.#links(model, said, ['connect']),
      creates,
      updates: {},
    });
  }

  /**
   * A change of a row; the key may be that of none.
   * @param place - where it is made: of its parent it says nothing
   */
  update(model: Model, key: number, { parent = null, depth = 1 }: Place = {}): RowChange {
    const all = fieldsOf(this.#scene.schema, `${model.name}UpdateInput`);
    const fields = omit(all, parent === null ? [] : namesBack(parent));
    const dice = this.#dice;
    const columns = Object.keys(fields).flatMap((name) => model.columns.get(name) ?? []);
    const settable = columns.filter(({ name }) => !model.relations.has(name));
    const chosen = dice.some(settable, Math.min(1, settable.length), 2);
    const row = this.#rows.all(model).find(({ id }) => id === key);
    const cells = Object.fromEntries(
      chosen.map((column) => {
        const before = row?.[column.name];
        const isKept = before !== undefined && before !== null && dice.chance(15);
        const isCleared = column.nullable && dice.chance(25);
        return [column.name, isKept ? before : isCleared ? null : this.cell(column)];
      }),
    );
    const creates = this.#creates(model, fields, { depth, isNew: false });
    // A part of its key a row keeps.
    const isTied = (relation: Relation): boolean =>
      verbsOf(this.#scene.schema, relation, false).includes('connect') && dice.chance(25);
    const ties = this.#ties(model, omit(fields, Object.keys(creates)), isTied);
    const links = this.#links(model, fields, ['connect', 'disconnect', 'set']);
    const said = [creates, ties, links].flatMap((part) => Object.keys(part));
    return this.#hooked(
      model,
      {
        cells,
        ties,
        links,
        creates,
        updates: row === undefined ? {} : this.#updates(model, omit(fields, said), { row, depth }),
      },
      row,
    );
  }

  /** What several rows are all set to is in none of their unique columns. */
  withoutUniques(model: Model, { cells, ties, links }: RowChange): RowChange {
    const unique = new Set(uniquesOf(model).flat());
    const others = Object.entries(cells).filter(([name]) => !unique.has(name));
    const shared = Object.entries(ties).filter(([name]) => !unique.has(name));
    return {
      cells: Object.fromEntries(others),
      ties: Object.fromEntries(shared),
      links,
      creates: {},
      updates: {},
    };
  }

  /** Cells that the hook of the model lets through beside those of the row. */
  #hooked(model: Model, { cells, ...rest }: RowChange, row: StoredRow = { id: 0 }): RowChange {
    const whole = hooked(model, { ...row, ...cells }, this.#scene.hooks);
    const names = Object.keys(cells);
    return { ...rest, cells: Object.fromEntries(names.map((name) => [name, whole[name] ?? null])) };
  }

  /** New rows at the other end of relations; of one that has room for a single row, only if the row is new itself. */
  #creates(
    model: Model,
    fields: Fields,
    { depth, isNew }: { readonly depth: number; readonly isNew: boolean },
  ): Readonly<Record<string, readonly RowChange[]>> {
    const dice = this.#dice;
    const hasRoom = ({ many, join, isOrphanRemoval }: Relation): boolean =>
      many || isNew || (join.kind === 'sourceKey' && !isOrphanRemoval);
    const relations = [...model.relations.values()].filter(
      (relation) =>
        fields[relation.name] !== undefined &&
        verbsOf(this.#scene.schema, relation, isNew).includes('create') &&
        hasRoom(relation),
    );
    const chosen = depth > MOST_LEVELS ? [] : relations.filter(() => dice.chance(NESTED / depth));
    return Object.fromEntries(
      chosen.map((parent) => {
        const count = parent.many ? dice.between(1, 2) : 1;
        const rows = Array.from({ length: count }, () =>
          this.creation(parent.target, { parent, depth: depth + 1 }),
        );
        return [parent.name, rows];
      }),
    );
  }

  /** Changes of the rows that the relations of a row lead to. */
  #updates(
    model: Model,
    fields: Fields,
    { row, depth }: { readonly row: StoredRow; readonly depth: number },
  ): Readonly<Record<string, readonly RowUpdate[]>> {
    const dice = this.#dice;
    const relations = [...model.relations.values()].filter(
      (relation) =>
        fields[relation.name] !== undefined &&
        verbsOf(this.#scene.schema, relation, false).includes('update'),
    );
    const chosen = depth > MOST_LEVELS ? [] : relations.filter(() => dice.chance(CHANGED / depth));
    return Object.fromEntries(
      chosen.flatMap((parent) => {
        const count = parent.many ? dice.between(1, 2) : 1;
        const keys = Array.from({ length: count }, () => this.#rows.related(parent, row) ?? []);
        const updates = [...new Set(keys.flat())].map((key) =>
          this.rowUpdate(parent.target, key, { parent, depth: depth + 1 }),
        );
        return updates.length === 0 ? [] : [[parent.name, updates] as const];
      }),
    );
  }

  /** A change of a row, with the version that it should have, or what was read of it. */
  rowUpdate(model: Model, key: number, place: Place = {}): RowUpdate {
    const change = this.update(model, key, place);
    return {
      key,
      change,
      expectedVersion: this.#rows.version(model, key),
      base: this.#base(model, key, change),
    };
  }

  /** Of a change of cells alone, what was read of most of them: mostly what they hold. */
  #base(model: Model, key: number, change: RowChange): RowUpdate['base'] {
    const { cells } = change;
    const names = Object.keys(cells);
    const said = fieldsOf(this.#scene.schema, `${model.name}BaseInput`);
    const isWhole = fieldsSet(change).length === names.length;
    if (!isWhole || names.some((name) => said[name] === undefined) || !this.#dice.chance(MERGED)) {
      return null;
    }
    const row = this.#rows.all(model).find(({ id }) => id === key);
    return Object.fromEntries(
      names.flatMap((name) => {
        const column = model.columns.get(name);
        const isRight = this.#dice.chance(65);
        return column === undefined || this.#dice.chance(15)
          ? []
          : [
              [
                name,
                row !== undefined && isRight ? (row[name] ?? null) : this.cell(column),
              ] as const,
            ];
      }),
    );
  }

  #ties(
    model: Model,
    fields: Fields,
    isWanted: (relation: Relation) => boolean,
  ): Readonly<Record<string, number>> {
    const relations = [...model.relations.values()].filter(
      ({ name, join, isSetByViewer }) =>
        join.kind === 'sourceKey' && !isSetByViewer && fields[name] !== undefined,
    );
    return Object.fromEntries(
      relations.filter(isWanted).map(({ name, target }) => [name, this.#rows.toName(target)]),
    );
  }

  #links(
    model: Model,
    fields: Fields,
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
          const keys = Array.from({ length: dice.between(1, 2) }, () => this.#rows.toName(target));
          return [name, { verb: dice.one(verbs), keys: [...new Set(keys)] }];
        }),
    );
  }

  /** A part of a key, mostly of no row that there is. */
  #keyCell({ model, name }: Column): Cell {
    const number = this.#dice.chance(80) ? this.#dice.between(100, 999) : this.#dice.between(1, 99);
    return keyCells(model, numberedRow(model, number))[name] ?? null;
  }

  /** A value for a column, fit to be written. */
  cell(column: Column): Cell {
    const dice = this.#dice;
    if (column.references !== null) {
      return this.#rows.toName(column.references.model);
    }
    if (column.model.keys.includes(column.name)) {
      return this.#keyCell(column);
    }
    const isUnique = uniqueColumns(column.model).some((each) => each.column === column);
    const others = isUnique && column.model.tenant !== null ? this.#rows.all(column.model) : [];
    if (others.length > 0 && dice.chance(SHARED)) {
      // What another tenant has may be had here, too.
      return dice.one(others)[column.name] ?? null;
    }
    const cell = isUnique
      ? uniqueCell(column, dice, dice.below(1_000_000))
      : randomCell(column, dice);
    // Names are kept in their normal form.
    return column.isName && typeof cell === 'string'
      ? fitting(column, cell.normalize('NFC').trim())
      : cell;
  }
}

function isRequired({ join }: Relation): boolean {
  return join.kind === 'sourceKey' && !join.key.nullable;
}
