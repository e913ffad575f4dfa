import type { Column, Model } from '../../../src/model/model.js';
import { writtenCell } from '../../../src/testing/oracle/cells.js';
import type { Cell, StoredRow } from '../../../src/testing/oracle/data-set.js';
import { selectedColumn } from '../../../src/testing/oracle/selected-column.js';
import { TestApp } from '../../../src/testing/test-app.js';
import type { TestDatabase } from '../../../src/testing/test-database.js';
import { givenColumns } from './random-values.js';

/** Rows of one request. */
const BATCH = 100;
const VIEWER = {
  userId: 1,
  permissions: ['animal:read', 'animal:create', 'animal:update', 'animal:delete', 'animal:rate'],
};
const LIMITS = {
  PAGE_SIZE_MAX: '1000',
  LIMIT_COST: '1000000000',
  LIMIT_ALIASES: '500',
  LIMIT_ROOT_FIELDS: '500',
  LIMIT_DOCUMENT_CHARACTERS: '1000000',
  LIMIT_DOCUMENT_TOKENS: '200000',
  LIMIT_REPEATED_READS: '1000000',
  HTTP_BODY_LIMIT_BYTES: '4000000',
};

type Variables = Readonly<Record<string, unknown>>;

/** The animals of the zoo, behind both readers, and what they are. */
export class Bench {
  readonly model: Model;
  readonly #compiled: TestApp;
  readonly #reference: TestApp;
  /** What the table holds, by key. */
  rows: readonly StoredRow[] = [];

  private constructor(compiled: TestApp, reference: TestApp) {
    this.#compiled = compiled;
    this.#reference = reference;
    const model = compiled.app.engine.catalog.get('Animal');
    if (model === undefined) {
      throw new TypeError('The zoo has animals');
    }
    this.model = model;
  }

  static async start(database: TestDatabase): Promise<Bench> {
    const start = (reader: string): Promise<TestApp> =>
      TestApp.start(database, { env: { ...LIMITS, READER: reader } });
    return new Bench(await start('compiled'), await start('reference'));
  }

  async stop(): Promise<void> {
    await this.#compiled.stop();
    await this.#reference.stop();
  }

  /** The columns of clients. */
  get columns(): readonly Column[] {
    return givenColumns(this.model);
  }

  /** Names of fields, to be selected. */
  get fields(): string {
    return this.columns.map(selectedColumn).join(' ');
  }

  /** Creates rows by the API. */
  async create(values: readonly Omit<StoredRow, 'id'>[]): Promise<void> {
    const rows: StoredRow[] = [];
    for (let start = 0; start < values.length; start += BATCH) {
      const batch = values.slice(start, start + BATCH);
      const { createAnimals } = await this.write<{ createAnimals: Created }>(
        'mutation ($inputs: [AnimalCreateInput!]!) { createAnimals(inputs: $inputs) { animals { id } errors { path message } } }',
        { inputs: batch.map((row) => this.written(row)) },
      );
      expect(createAnimals.errors).toEqual([]);
      rows.push(
        ...createAnimals.animals.map(({ id }, at) => ({
          ...batch[at],
          id: Number(id.split('_')[1]),
        })),
      );
    }
    this.rows = rows;
  }

  /** Cells of a row as answers and inputs have them. */
  written(row: Readonly<Record<string, Cell>>): Record<string, unknown> {
    return Object.fromEntries(
      this.columns
        .filter(({ name }) => name in row)
        .map((column) => [column.name, writtenCell(column, row[column.name] ?? null)]),
    );
  }

  /** Writes by the compiled reader's server. */
  async write<T>(query: string, variables: Variables, headers = {}): Promise<T> {
    const { body, text } = await this.#compiled.ask(query, { viewer: VIEWER, variables, headers });
    if (body.errors !== undefined) {
      throw new TypeError(text.slice(0, 2000));
    }
    return { ...body.data, extensions: body.extensions } as unknown as T;
  }

  /** Reads by the compiled reader's server. */
  async read<T>(query: string, variables: Variables = {}): Promise<T> {
    return await this.write<T>(query, variables);
  }

  /** Reads by both, which must answer the same, to the byte; and it must be the statement that answers. */
  async readByBoth<T>(query: string, variables: Variables = {}): Promise<T> {
    const options = { viewer: VIEWER, variables };
    const { text } = await this.#reference.ask(query, options);
    const answered = this.#answered;
    const answer = await this.#compiled.ask(query, options);
    expect(answer.text).toBe(text);
    expect(answer.body.errors).toBeUndefined();
    expect(this.#answered).toBe(answered + 1);
    return answer.body.data as unknown as T;
  }

  get #answered(): number {
    return this.#compiled.app.compiledReader?.counts.answered ?? 0;
  }
}

interface Created {
  readonly animals: readonly { readonly id: string }[];
  readonly errors: readonly unknown[];
}
