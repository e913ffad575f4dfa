import type { Key } from '../../kinds/kind.js';
import { boundKey } from '../../reading/sql/key.js';
import { sql } from 'kysely';
import type { SqlEntityManager } from '@mikro-orm/sql';
import type { Engine } from '../../reading/engine.js';
import { StatementRunner } from '../../reading/reader/statement-runner.js';
import { StartupError } from '../../errors.js';
import type { Model } from '../../model/model.js';
import { runQuery } from '../../database/statements/statements.js';
import type { RequestContext } from '../../request/context.js';
import type { NewAccount } from '../door.js';
import type { Orm } from '../../database/orm.js';
import { withSession } from '../../request/session.js';
import type { UserError } from '../../writing/user-error.js';
import { InputParser } from '../../writing/input/parse-input.js';
import { roleNamesAt } from './roles.js';
import { retryCollisions } from '../../request/retry.js';
import { runWrite } from '../../writing/document/writer.js';
import { WriteFailure } from '../../writing/user-error.js';

/** How accounts are made. */
export interface NewAccounts {
  /** Relation from a user to its roles, through a link table, and the column of their names. */
  readonly roles: string;
  /** Role of whoever signs up, by name. */
  readonly role: string;
  /** What making a user takes, which the engine checks for everybody else. */
  readonly permissions: readonly string[];
}

/** What {@link SignUp} works with. */
export interface SignUpParts {
  readonly orm: Orm;
  readonly engine: Engine;
  /** Model of users. */
  readonly user: Model;
  readonly accounts: NewAccounts;
}

/** Makes users for people who are nobody yet, by the same rules as `createUser`. */
export class SignUp {
  readonly #parts: SignUpParts;

  constructor(parts: SignUpParts) {
    this.#parts = parts;
  }

  /**
   * @param role - the role it gets, by name; that of whoever signs up where left out
   * @returns its key, or what is wrong with the input; then nothing was made
   */
  async create(
    context: Omit<RequestContext, 'em' | 'viewer'>,
    { username, email, password }: NewAccount,
    role?: string,
  ): Promise<{ readonly userId: Key } | { readonly userErrors: readonly UserError[] }> {
    const { orm, engine, user: model, accounts } = this.#parts;
    const parser = new InputParser(engine.limits, context.request);
    const row = parser.create(model, { input: { username, email, password }, path: ['input'] });
    const userErrors = await parser.allUserErrors();
    if (userErrors.length > 0) {
      return { userErrors };
    }
    for (const { column, text, values } of parser.secrets) {
      values.set(column, await engine.hashSecret(text));
    }
    try {
      return await retryCollisions(() =>
        withSession({ orm }, async (em) => {
          const viewer = { userId: null, permissions: new Set(accounts.permissions) };
          const session = new StatementRunner(engine, {
            signal: context.signal,
            request: context.request,
            em,
            viewer,
          });
          const write = { kind: 'create', model, rows: [row], continues: false } as const;
          const { keys, userErrors: found } = await runWrite(session, write, []);
          const [userId] = keys;
          if (userId === undefined || userId === null) {
            throw new WriteFailure(found);
          }
          await this.#giveRole(em, userId, role);
          return { userId };
        }),
      );
    } catch (error) {
      if (error instanceof WriteFailure) {
        return { userErrors: error.userErrors };
      }
      throw error;
    }
  }

  async #giveRole(em: SqlEntityManager, userId: Key, name: string | undefined): Promise<void> {
    const { engine, user, accounts } = this.#parts;
    const { relation: roles, name: named } = roleNamesAt(user, accounts.roles);
    if (roles.join.kind !== 'link') {
      throw new StartupError(`passwords: ${user.name} has its roles by no link table`);
    }
    const { table, source, target } = roles.join;
    const query = sql<object>`insert into ${sql.table(table)} (${sql.ref(source.field)}, ${sql.ref(target.field)})
      select ${sql.join(boundKey(engine.dialect, source, userId))}, ${sql.ref(roles.target.id.field)} from ${sql.table(roles.target.table)}
      where ${sql.ref(named.field)} = ${name ?? accounts.role} returning ${sql.ref(target.field)}`;
    const kysely = em.getKysely() as never;
    const given = await runQuery({ em }, { compile: () => query.compile(kysely) });
    // Who signs up where that role was taken away begins without one.
    if (given.length === 0 && name !== undefined) {
      throw new StartupError(`There is no role ${name} to give`);
    }
  }
}
