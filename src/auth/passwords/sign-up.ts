import type { SqlEntityManager } from '@mikro-orm/sql';
import type { Engine } from '../../reading/engine.js';
import { ReadSession } from '../../reading/reader/session.js';
import { StartupError } from '../../errors.js';
import { Role } from '../../models/index.js';
import type { RequestContext } from '../../request/context.js';
import type { Orm } from '../../database/orm.js';
import { withSession } from '../../request/session.js';
import type { Fault } from '../../writing/user-error.js';
import { InputParser } from '../../writing/input/parse-input.js';
import { retryCollisions } from '../../writing/document/retry.js';
import { runWrite } from '../../writing/change/run-write.js';
import { WriteFailure } from '../../writing/user-error.js';

/** The role of whoever signs up. */
const ROLE = 'author';
/** What making a user takes, which the engine checks for everybody else. */
const PERMISSIONS = new Set(['user:create', 'user:update', 'role:update']);

/** Who is to be made, as a client says it. */
export interface NewUser {
  readonly username: string;
  readonly email: string;
  readonly password: string;
}

/** Makes users for people who are nobody yet, by the same rules as `createUser`. */
export class SignUp {
  readonly #orm: Orm;
  readonly #engine: Engine;

  constructor(orm: Orm, engine: Engine) {
    this.#orm = orm;
    this.#engine = engine;
  }

  /**
   * @param role - the role it gets
   * @returns its key, or what is wrong with the input; then nothing was made
   */
  async create(
    context: Omit<RequestContext, 'em' | 'viewer'>,
    { username, email, password }: NewUser,
    role = ROLE,
  ): Promise<{ readonly userId: number } | { readonly faults: readonly Fault[] }> {
    const model = this.#engine.catalog.get('User');
    if (model === undefined) {
      throw new StartupError('There is no model User to sign up');
    }
    const parser = new InputParser(this.#engine.limits, context.request);
    const row = parser.create(model, { input: { username, email, password }, path: ['input'] });
    const faults = await parser.allFaults();
    if (faults.length > 0) {
      return { faults };
    }
    for (const { column, text, values } of parser.secrets) {
      values.set(column, await this.#engine.hashSecret(text));
    }
    try {
      return await retryCollisions(() =>
        withSession({ orm: this.#orm }, async (em) => {
          const viewer = { userId: null, permissions: PERMISSIONS };
          const session = new ReadSession(this.#engine, {
            signal: context.signal,
            request: context.request,
            em,
            viewer,
          });
          const write = { kind: 'create', model, rows: [row], continues: false } as const;
          const { keys, faults: found } = await runWrite(session, write, []);
          const [userId] = keys;
          if (userId === undefined || userId === null) {
            throw new WriteFailure(found);
          }
          await giveRole(em, userId, role);
          return { userId };
        }),
      );
    } catch (error) {
      if (error instanceof WriteFailure) {
        return { faults: error.faults };
      }
      throw error;
    }
  }
}

async function giveRole(em: SqlEntityManager, userId: number, name: string): Promise<void> {
  const role = await em.findOne(Role, { name });
  if (role === null && name !== ROLE) {
    throw new StartupError(`There is no role ${name} to give`);
  }
  // Who signs up where that role was taken away begins without one.
  if (role !== null) {
    await em.execute('insert into user_roles (user_id, role_id) values (?, ?)', [userId, role.id]);
  }
}
