import type { GraphQLSchema } from 'graphql';
import type { Model } from '../../model/model.js';
import type { PolicyOperation } from '../oracle/policy.js';
import type { Dice } from '../rows/dice.js';
import { ChangeMaker } from './change-maker.js';
import { fieldOf, WRITE_KINDS, type WriteOperation } from './operation.js';
import { type Scene, SceneRows } from './scene.js';

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
  readonly #rows: SceneRows;
  readonly #changes: ChangeMaker;

  constructor(dice: Dice, scene: Scene) {
    this.#dice = dice;
    this.#scene = scene;
    this.#rows = new SceneRows(dice, scene);
    this.#changes = new ChangeMaker(dice, scene, this.#rows);
  }

  operation(): WriteOperation {
    const { catalog, schema } = this.#scene;
    const dice = this.#dice;
    const model = dice.one(
      [...catalog.values()].filter((each) => writesOf(schema, each).length > 0),
    );
    const kind = dice.one(writesOf(schema, model));
    const atMost = dice.chance(10) ? 1 : 100;
    const keysFor = (policy: PolicyOperation): readonly number[] =>
      Array.from({ length: dice.between(1, FEW) }, () => this.#rows.toWrite(model, policy));
    switch (kind) {
      case 'create':
        return { kind, model, change: this.#changes.creation(model) };
      case 'createMany': {
        const changes = Array.from({ length: dice.between(1, FEW) }, () =>
          this.#changes.creation(model),
        );
        return { kind, model, changes };
      }
      case 'update': {
        const key = this.#rows.toWrite(model, 'update');
        return { kind, model, ...this.#changes.rowUpdate(model, key) };
      }
      case 'updateEach': {
        const updates = keysFor('update').map((key) => this.#changes.rowUpdate(model, key));
        return { kind, model, updates };
      }
      case 'updateMany': {
        const keys = keysFor('update');
        const [key = 0] = keys;
        return {
          kind,
          model,
          keys,
          atMost,
          change: this.#changes.withoutUniques(model, this.#changes.update(model, key)),
        };
      }
      case 'upsert':
        return this.#upsert(model);
      case 'delete': {
        const key = this.#rows.toWrite(model, 'delete');
        return { kind, model, key, expectedVersion: this.#rows.version(model, key) };
      }
      case 'deleteMany':
        return { kind, model, keys: keysFor('delete'), atMost };
      case 'restore':
      case 'purge':
        return { kind, model, key: this.#rows.deleted(model) };
    }
  }

  #upsert(model: Model): WriteOperation {
    const dice = this.#dice;
    const lookup = dice.one(model.lookups);
    const create = this.#changes.creation(model);
    const rows = this.#rows
      .all(model)
      .filter((row) => lookup.columns.every(({ column }) => (row[column.name] ?? null) !== null));
    const known = rows.length === 0 || dice.chance(40) ? null : dice.one(rows);
    const said = known ?? { ...create.cells, ...create.ties };
    const by = lookup.columns.map((each) => {
      const { column } = each;
      return [each, said[column.name] ?? this.#changes.cell(column)] as const;
    });
    const update = this.#changes.update(model, 0);
    return { kind: 'upsert', model, lookup, by, create, update };
  }
}
