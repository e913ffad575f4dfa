import type { AppOptions } from '../../../src/create-app.js';
import { type Answer, TestApp } from '../../../src/testing/test-app.js';
import type { TestDatabase } from '../../../src/testing/test-database.js';
import { replaceData } from '../../../src/testing/rows/insert-data.js';
import { askedAs, type Role } from '../../../src/testing/askers.js';
import type { DataSet } from '../../../src/testing/oracle/data-set.js';
import type { Trait, Values } from './draft.js';

/** Limits out of the way: documents may be large, and ask for much. */
const ENV = {
  LIMIT_COST: '1000000000',
  LIMIT_REPEATED_READS: '1000000000',
  LIMIT_ALIASES: '10000',
  LIMIT_DEPTH: '100',
  LIMIT_ROOT_FIELDS: '1000',
  LIMIT_DIRECTIVES: '1000',
  LIMIT_FRAGMENTS: '1000',
  LIMIT_DOCUMENT_CHARACTERS: '1000000',
  LIMIT_DOCUMENT_TOKENS: '100000',
  LIMIT_NESTING: '1000',
  LIMIT_VARIABLE_NESTING: '100',
  LIMIT_VARIABLE_NODES: '100000',
  LIMIT_FILTER_DEPTH: '8',
  PAGE_SIZE_MAX: '1000',
  HTTP_BODY_LIMIT_BYTES: '10000000',
};

/** One request. */
export interface Asked {
  readonly query: string;
  readonly operationName: string | null;
  readonly values: Values;
  readonly role: Role;
}

/** What both readers answered, alike. */
export interface Settled {
  readonly status: number;
  readonly text: string;
  /** Whether the compiled reader had a hand in it. */
  readonly isCompiled: boolean;
}

/** What the two readers answered differently, or the compiled one did not answer as it should. */
export class Difference extends Error {
  override readonly name = 'Difference';
  readonly reason: string;
  readonly asked: Asked;

  constructor(reason: string, asked: Asked, answers: readonly string[] = []) {
    const { query, operationName, values, role } = asked;
    const lines = [
      reason,
      query,
      ...(operationName === null ? [] : [`operation: ${operationName}`]),
      `variables: ${JSON.stringify(values)}`,
      `viewer: ${JSON.stringify(role.viewer)}`,
      ...answers,
    ];
    super(lines.join('\n'));
    this.reason = reason;
    this.asked = asked;
  }

  /** The same, with what the document was asked with before. */
  after(before: readonly Pick<Asked, 'values' | 'role'>[]): this {
    const asked = before.map(
      ({ values, role }) => `${JSON.stringify(values)} by ${JSON.stringify(role.viewer)}`,
    );
    this.message += `\nasked before with:\n${asked.join('\n')}`;
    return this;
  }
}

/** Two applications on one database: one that reads in single statements, one that never does. */
export class Duel {
  readonly compiled: TestApp;
  readonly reference: TestApp;
  readonly dialect: TestDatabase['dialect'];
  readonly #database: TestDatabase;

  private constructor(database: TestDatabase, compiled: TestApp, reference: TestApp) {
    this.#database = database;
    this.dialect = database.dialect;
    this.compiled = compiled;
    this.reference = reference;
  }

  /** Opens a database and starts both. @param options - of the compiled one */
  static async start(
    database: TestDatabase,
    options: Pick<AppOptions, 'decorateEngine'> = {},
  ): Promise<Duel> {
    await database.open();
    const compiled = await startReader(database, 'compiled', options);
    return new Duel(database, compiled, await startReader(database, 'reference'));
  }

  async stop(): Promise<void> {
    await Promise.all([this.compiled.stop(), this.reference.stop()]);
    await this.#database.close();
  }

  /** Puts other rows in the place of all there are. */
  async replaceData(data: DataSet): Promise<void> {
    await replaceData(this.reference.app, data);
  }

  /**
   * Asks both. Their answers must be the same to the byte; the compiled reader must have answered
   * whatever it does not decline by design, with one statement.
   * @throws Difference
   */
  async ask(asked: Asked, traits: ReadonlySet<Trait>): Promise<Settled> {
    const { counts } = this.compiled.app.compiledReader ?? { counts: { answered: 0 } };
    const answeredBefore = counts.answered;
    const [compiled, reference] = await Promise.all([
      send(this.compiled, asked).catch(brokenJson),
      send(this.reference, asked),
    ]);
    if (compiled instanceof SyntaxError) {
      throw new Difference(`Not JSON on ${this.dialect}`, asked, [compiled.message]);
    }
    const isCompiled = counts.answered > answeredBefore;
    const { status, text } = reference;
    if (compiled.text !== text || compiled.status !== status) {
      throw new Difference(`The readers differ on ${this.dialect}`, asked, [
        `compiled: ${String(compiled.status)} ${compiled.text}`,
        `reference: ${String(status)} ${text}`,
        ...(isCompiled ? statementsOf(compiled) : ['(the compiled reader did not answer)']),
      ]);
    }
    if (status >= 500 || text.includes('INTERNAL_SERVER_ERROR')) {
      throw new Difference(`Failed on ${this.dialect}`, asked, [text]);
    }
    if (isCompiled && compiled.statements.length !== 1) {
      throw new Difference('Not one statement', asked, statementsOf(compiled));
    }
    if (!isCompiled && readsRows(reference) && traits.size === 0) {
      throw new Difference(`The compiled reader did not answer on ${this.dialect}`, asked, [text]);
    }
    return { status, text, isCompiled };
  }
}

/** Starts an application whose queries one of the readers answers. */
async function startReader(
  database: TestDatabase,
  reader: 'compiled' | 'reference',
  options: Pick<AppOptions, 'decorateEngine'> = {},
): Promise<TestApp> {
  return await TestApp.start(database, {
    ...options,
    env: { ...ENV, READER: reader },
  });
}

async function send(app: TestApp, { query, operationName, values, role }: Asked): Promise<Answer> {
  return await app.inject(query, {
    variables: values,
    viewer: askedAs(app.app.engine.catalog, role.viewer),
    ...(operationName === null ? {} : { operationName }),
  });
}

/** What an answer that cannot be parsed comes to. */
function brokenJson(error: unknown): SyntaxError {
  if (error instanceof SyntaxError) {
    return error;
  }
  throw error;
}

/** Whether there is more in an answer than the name of the root type. */
function readsRows({ body }: Answer): boolean {
  return Object.values(body.data ?? {}).some((value) => value !== 'Query');
}

function statementsOf({ statements }: Answer): readonly string[] {
  return statements.map(({ sql, parameters }) => `${sql}\n-- ${JSON.stringify(parameters)}`);
}
