import type { GraphQLSchema } from 'graphql';
import type { Catalog } from '../../model/model.js';
import { Tally } from '../reads/tally.js';
import type { WriteOperation } from './operation.js';
import { writesOf } from './operation-maker.js';

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
  done({ kind, model }: WriteOperation): void {
    this.#tally.add(`${kind} ${model.name}`);
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
