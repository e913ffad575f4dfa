import { sql } from 'kysely';
import { withSession } from '../../src/request/session.js';
import { type Answer, type AskOptions, TestApi, type TestApiOptions } from './api.js';
import type { TestDatabase } from '../../src/testing/test-database.js';

/** The application twice on one database: with the compiled reader, and without it. */
export class BothReaders {
  #compiled: TestApi | undefined;
  #reference: TestApi | undefined;

  private constructor() {
    // Started by whoever makes it.
  }

  /** Starts both on a database that is open. */
  static async start(database: TestDatabase, options: TestApiOptions = {}): Promise<BothReaders> {
    const readers = new BothReaders();
    await readers.#start(database, options);
    return readers;
  }

  /** Both, while the tests of a `describe` run on its database. @param emptied - table that is empty before each test */
  static during(database: TestDatabase, emptied: string): BothReaders {
    const readers = new BothReaders();
    beforeAll(() => readers.#start(database, {}));
    beforeEach(() => readers.run(`delete from ${emptied}`));
    afterAll(() => readers.stop());
    return readers;
  }

  async #start(database: TestDatabase, options: TestApiOptions): Promise<void> {
    const start = (reader: string): Promise<TestApi> =>
      TestApi.start(database, { ...options, env: { ...options.env, READER: reader } });
    this.#compiled = await start('compiled');
    this.#reference = await start('reference');
  }

  get compiled(): TestApi {
    return started(this.#compiled);
  }

  get reference(): TestApi {
    return started(this.#reference);
  }

  /** Runs a statement past the API, in a session of its own. */
  async run(statement: string): Promise<void> {
    await withSession(this.compiled.app, async (em) => {
      await sql.raw(statement).execute(em.getKysely());
    });
  }

  /** Asks both: they must answer the same, to the byte, and the compiled one by itself. */
  async ask(query: string, options: AskOptions = {}): Promise<Answer> {
    const answered = this.compiled.app.compiledReader?.counts.answered ?? 0;
    const answer = await this.compiled.ask(query, options);
    const { text, status } = await this.reference.ask(query, options);
    expect({ status: answer.status, text: answer.text }).toEqual({ status, text });
    if (answer.body.errors === undefined) {
      expect(this.compiled.app.compiledReader?.counts.answered).toBe(answered + 1);
    }
    return answer;
  }

  /** The data of an answer that must have no errors. */
  async data<T>(query: string, options: AskOptions = {}): Promise<T> {
    const { body } = await this.ask(query, options);
    expect(body.errors).toBeUndefined();
    return body.data as unknown as T;
  }

  async stop(): Promise<void> {
    await this.compiled.stop();
    await this.reference.stop();
  }
}

function started(api: TestApi | undefined): TestApi {
  if (api === undefined) {
    throw new TypeError('The readers are not started');
  }
  return api;
}
