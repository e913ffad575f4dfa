import type { GraphQLSchema } from 'graphql';
import type { Catalog, Model } from '../../model/model.js';
import { relationNamed } from '../oracle/data-set.js';
import { Tally } from '../reads/tally.js';
import type { RowChange, RowUpdate, WriteOperation } from './operation.js';
import { nestedOf } from './input-fields.js';
import { writesOf } from './operation-maker.js';

/** Of a row that somebody else may have changed. */
const MERGE = 'update that keeps what others changed';

/** How often everything was done with success, and everything went wrong. */
export class WriteCoverage {
  /** Documents that were answered as they must be. */
  documents = 0;
  #tally = new Tally([]);
  #isKnown = false;

  /** Says what there is to do, once there is a catalog. */
  expect(catalog: Catalog, schema: GraphQLSchema, askers: readonly string[]): void {
    if (this.#isKnown) {
      return;
    }
    this.#isKnown = true;
    const models = [...catalog.values()];
    this.#tally = new Tally([
      ...askers.map((name) => `viewer ${name}`),
      ...models.flatMap((model) => writesOf(schema, model).map((kind) => `${kind} ${model.name}`)),
      ...models.flatMap((model) =>
        nestedOf(schema, model, 'create').map((name) => `create through ${model.name}.${name}`),
      ),
      ...models.flatMap((model) =>
        nestedOf(schema, model, 'update').map((name) => `update through ${model.name}.${name}`),
      ),
      ...(models.some(({ name }) => schema.getType(`${name}BaseInput`)) ? [MERGE] : []),
      'document atomic',
      'document independent',
      'document rolled back after a success',
      'document sent at once',
      'document after a dry run',
      ...['VALIDATION', 'NOT_FOUND', 'FORBIDDEN', 'CONFLICT'].map((code) => `fault ${code}`),
    ]);
  }

  add(feature: string): void {
    this.#tally.add(feature);
  }

  /** Counts a write that was done. */
  done(operation: WriteOperation): void {
    const { kind, model } = operation;
    this.#tally.add(`${kind} ${model.name}`);
    switch (operation.kind) {
      case 'create':
        this.#nested(model, operation.change);
        return;
      case 'update':
        this.#update(model, operation);
        return;
      case 'createMany':
        operation.changes.forEach((change) => {
          this.#nested(model, change);
        });
        return;
      case 'updateEach':
        operation.updates.forEach((update) => {
          this.#update(model, update);
        });
        return;
      case 'upsert':
      case 'updateMany':
      case 'delete':
      case 'deleteMany':
      case 'restore':
      case 'purge':
    }
  }

  #update(model: Model, { change, base }: RowUpdate): void {
    if (base !== null) {
      this.#tally.add(MERGE);
    }
    this.#nested(model, change);
  }

  #nested(model: Model, { creates, updates }: RowChange): void {
    for (const [name, rows] of Object.entries(updates)) {
      this.#tally.add(`update through ${model.name}.${name}`);
      for (const update of rows) {
        this.#update(relationNamed(model, name).target, update);
      }
    }
    for (const [name, rows] of Object.entries(creates)) {
      this.#tally.add(`create through ${model.name}.${name}`);
      for (const row of rows) {
        this.#nested(relationNamed(model, name).target, row);
      }
    }
  }

  /** Features that were met less than so often. */
  lacking(least: number): readonly string[] {
    return this.#tally.lacking(least);
  }

  /** The counts in columns. */
  table(): string {
    return [...this.#tally.lines(), `${String(this.documents)} documents`].join('\n');
  }
}
