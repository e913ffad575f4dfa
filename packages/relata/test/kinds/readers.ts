import { type Answer, type AskOptions, TestApp } from '../../src/testing/test-app.js';
import type { TestDatabase } from '../../src/testing/test-database.js';

/** An application twice on one database: with the compiled reader, and without it. */
export class Readers {
  readonly compiled: TestApp;
  readonly reference: TestApp;

  private constructor(compiled: TestApp, reference: TestApp) {
    this.compiled = compiled;
    this.reference = reference;
  }

  static async start(database: TestDatabase): Promise<Readers> {
    const start = (reader: string): Promise<TestApp> =>
      TestApp.start(database, { env: { READER: reader } });
    return new Readers(await start('compiled'), await start('reference'));
  }

  /** Asks both: they must answer the same, to the byte, without errors, and the compiled one by itself. */
  async data(query: string, variables: AskOptions['variables'] = {}): Promise<unknown> {
    const answered = this.#answered;
    const { text, body }: Answer = await this.compiled.ask(query, { variables });
    expect((await this.reference.ask(query, { variables })).text).toBe(text);
    expect(body.errors).toBeUndefined();
    expect(this.#answered).toBe(answered + 1);
    return body.data;
  }

  get #answered(): number {
    return this.compiled.app.compiledReader?.counts.answered ?? 0;
  }

  async stop(): Promise<void> {
    await this.compiled.stop();
    await this.reference.stop();
  }
}
