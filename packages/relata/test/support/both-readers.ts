import { type Answer, type AskOptions, TestApi, type TestApiOptions } from './api.js';
import type { TestDatabase } from '../../src/testing/test-database.js';

/** The application twice on one database: with the compiled reader, and without it. */
export class BothReaders {
  readonly compiled: TestApi;
  readonly reference: TestApi;

  private constructor(compiled: TestApi, reference: TestApi) {
    this.compiled = compiled;
    this.reference = reference;
  }

  /** Starts both on a database that is open. */
  static async start(database: TestDatabase, options: TestApiOptions = {}): Promise<BothReaders> {
    const start = (reader: string): Promise<TestApi> =>
      TestApi.start(database, { ...options, env: { ...options.env, READER: reader } });
    return new BothReaders(await start('compiled'), await start('reference'));
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
