import type { App } from '../../src/create-app.js';
import { type Answer, type AskOptions, TestApi } from './api.js';
import type { TestDatabase } from '../../src/testing/test-database.js';
import { CHEAP_PASSWORDS } from './writing.js';

/** A password nothing is wrong with. */
export const PASSWORD = 'correct horse battery';

const GRANT =
  'accessToken refreshToken expiresAt user { id username email } errors { code message path }';

/** What signing in answers. */
export interface Grant {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresAt: string;
  readonly user: { readonly id: string; readonly username: string; readonly email: string };
  readonly errors: readonly { readonly code: string; readonly path: readonly string[] }[];
}

/** An application whose tests sign up and in. */
export class Accounts {
  readonly api: TestApi;

  private constructor(api: TestApi) {
    this.api = api;
  }

  /** Starts on an open database, with hashes that cost little. */
  static async start(
    database: TestDatabase,
    env: Readonly<Record<string, string>> = {},
  ): Promise<Accounts> {
    const limits = { AUTH_ADDRESS_TRIES: '100000' };
    return new Accounts(
      await TestApi.start(database, { env: { ...CHEAP_PASSWORDS, ...limits, ...env } }),
    );
  }

  get app(): App {
    return this.api.app;
  }

  /** A new user, signed in. */
  async signUp(username: string, input = {}): Promise<Grant> {
    const variables = {
      input: { username, email: `${username}@example.org`, password: PASSWORD, ...input },
    };
    const data = await this.api.data<{ signUp: Grant }>(
      `mutation ($input: SignUpInput!) { signUp(input: $input) { ${GRANT} } }`,
      { variables },
    );
    return data.signUp;
  }

  /** A new user with a role, signed in. */
  async signUpAs(role: string, username: string): Promise<Grant> {
    const grant = await this.signUp(username);
    await this.sql(
      `insert into user_roles (user_id, role_id) select ${key(grant)}, id from rbac_roles where name = '${role}'`,
    );
    return grant;
  }

  signIn(login: string, password = PASSWORD, options: AskOptions = {}): Promise<Answer> {
    return this.api.ask(
      `mutation ($login: String!, $password: String!) { signIn(login: $login, password: $password) { ${GRANT} } }`,
      { ...options, variables: { login, password } },
    );
  }

  refresh(refreshToken: string, options: AskOptions = {}): Promise<Answer> {
    return this.api.ask(
      `mutation ($token: String) { refreshSession(refreshToken: $token) { ${GRANT} } }`,
      {
        ...options,
        variables: { token: refreshToken },
      },
    );
  }

  changePassword(token: string, current: string, next: string): Promise<Answer> {
    return this.as(
      token,
      `mutation ($current: String!, $next: String!) {
        changePassword(currentPassword: $current, newPassword: $next) { ${GRANT} } }`,
      { variables: { current, next } },
    );
  }

  /** Asks with an access token. */
  as(token: string, query: string, options: AskOptions = {}): Promise<Answer> {
    return this.api.ask(query, {
      ...options,
      headers: { authorization: `Bearer ${token}`, ...options.headers },
    });
  }

  /** Name of the user of an access token, or the codes of what stood in the way. */
  async whoIs(token: string): Promise<unknown> {
    const answer = await this.as(token, '{ viewer { user { username } } }');
    const { viewer } = (answer.body.data ?? {}) as { viewer?: { user: { username: string } } };
    return viewer?.user.username ?? codesOf(answer);
  }

  /** Runs a statement past the application. */
  async sql(statement: string): Promise<readonly Record<string, unknown>[]> {
    return await this.app.orm.em.fork().execute(statement);
  }

  async stop(): Promise<void> {
    await this.api.stop();
  }
}

/** The grant of an answer that must have one. */
export function grantOf({ body, text }: Answer): Grant {
  const [grant] = Object.values((body.data ?? {}) as unknown as Record<string, Grant | null>);
  if (grant === undefined || grant === null || grant.errors.length > 0) {
    throw new TypeError(`No grant: ${text}`);
  }
  return grant;
}

/** Status and codes of an answer: `[401, 'UNAUTHENTICATED']`. */
export function codesOf({ status, body }: Answer): readonly unknown[] {
  return [status, ...(body.errors ?? []).map(({ extensions }) => extensions?.['code'])];
}

/** Status of an answer and codes of the errors of its payload: `[200, 'INVALID_CREDENTIALS']`. */
export function payloadCodesOf({ status, body }: Answer): readonly unknown[] {
  const [payload] = Object.values((body.data ?? {}) as unknown as Record<string, Grant | null>);
  return [status, ...(payload?.errors ?? []).map(({ code }) => code)];
}

/** Primary key of a grant's user. */
export function key({ user }: Grant): string {
  return String(user.id.split('_')[1]);
}
