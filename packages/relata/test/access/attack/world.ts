import { sql } from 'kysely';
import { AccessTokens } from '../../../src/auth/tokens/access-tokens.js';
import type { AppOptions } from '../../../src/create-app.js';
import type { Catalog } from '../../../src/model/model.js';
import { models } from '../../blog/models/index.js';
import { withSession } from '../../../src/request/session.js';
import { type Answer, TestApi } from '../../support/api.js';
import { Remark } from '../../support/remark.js';
import type { TestDatabase } from '../../support/databases.js';
import { CHEAP_PASSWORDS } from '../../support/writing.js';
import { insertRows } from '../../reading/generator/insert-data.js';
import type { Cell, DataSet } from '../../reading/oracle/data-set.js';
import { attackData, editorPermissions, inOrder, permissionsNamed, ROLES, USERS } from './data.js';
import type { Attacker } from './viewers.js';

/** The models that are attacked: those of the application, and one it does not have. */
export const ATTACKED_MODELS = [...models, Remark] as const;

/** Limits out of the way: a document here stands for many. */
const ENV = {
  ...CHEAP_PASSWORDS,
  LIMIT_COST: '1000000000',
  LIMIT_REPEATED_READS: '1000000000',
  LIMIT_ALIASES: '2000',
  LIMIT_ROOT_FIELDS: '2000',
  LIMIT_DOCUMENT_CHARACTERS: '1000000',
  LIMIT_DOCUMENT_TOKENS: '200000',
  LIMIT_VARIABLE_NODES: '100000',
  PAGE_SIZE_MAX: '1000',
  HTTP_BODY_LIMIT_BYTES: '10000000',
  AUTH_ADDRESS_TRIES: '1000',
};
const PASSWORD = 'the password of all of them';

/** A document of an attack. */
export interface AttackDocument {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  /** Whether it is rolled back whatever it does. */
  readonly isDryRun?: boolean;
}

/** Sends a document as somebody. */
export type Send = (document: AttackDocument, attacker: Attacker) => Promise<Answer>;

/** A server with rows of every model, and those who attack it. */
export class World {
  readonly api: TestApi;
  readonly data: DataSet;
  readonly attackers: readonly Attacker[];

  private constructor(api: TestApi, data: DataSet, attackers: readonly Attacker[]) {
    this.api = api;
    this.data = data;
    this.attackers = attackers;
  }

  /** Fills an open database, signs everybody in, and then takes from some what they signed in with. */
  static async start(database: TestDatabase): Promise<World> {
    const api = await startAttackedServer(database);
    const { catalog } = api.app.engine;
    const data = attackData(catalog);
    await fill(api, data);
    const attackers = await signEverybodyIn(api, catalog);
    return new World(api, await afterwards(api, data), attackers);
  }

  get catalog(): Catalog {
    return this.api.app.engine.catalog;
  }

  /** All rows of all models, and all links. */
  async contents(): Promise<Readonly<Record<string, readonly unknown[]>>> {
    const tables = [
      ...inOrder(this.catalog).map(({ table }) => table),
      ...Object.keys(this.data.links),
    ];
    return await withSession(this.api.app, async (em) => {
      const contents: Record<string, readonly unknown[]> = {};
      for (const table of tables) {
        contents[table] = await em.execute(`select * from ${table} order by 1, 2`);
      }
      return contents;
    });
  }

  /** Asks the server of this world. */
  readonly send: Send = (document, attacker) => sendTo(this.api, document, attacker);

  async stop(): Promise<void> {
    await this.api.stop();
  }
}

/** Starts a server on a world's database. */
export async function startAttackedServer(
  database: TestDatabase,
  options: Pick<AppOptions, 'decorateEngine'> & { readonly reader?: 'reference' } = {},
): Promise<TestApi> {
  const { reader, ...others } = options;
  const env = { ...ENV, ...(reader === undefined ? {} : { READER: reader }) };
  return await TestApi.start(database, { ...others, models: ATTACKED_MODELS, env });
}

/** Sends a document to a server as somebody. */
export async function sendTo(
  api: TestApi,
  { query, variables = {}, isDryRun = false }: AttackDocument,
  { token }: Attacker,
): Promise<Answer> {
  return await api.ask(query, {
    variables,
    headers: {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(isDryRun ? { 'x-dry-run': 'true' } : {}),
    },
  });
}

async function fill(api: TestApi, data: DataSet): Promise<void> {
  const { app } = api;
  const ordered = inOrder(app.engine.catalog);
  const passwordHash = await app.engine.hashSecret(PASSWORD);
  await withSession(app, async (em) => {
    const kysely = em.getKysely();
    for (const table of Object.keys(data.links)) {
      await sql`delete from ${sql.table(table)}`.execute(kysely);
    }
    for (const { table } of ordered.toReversed()) {
      await sql`delete from ${sql.table(table)}`.execute(kysely);
    }
  });
  for (const model of ordered) {
    const rows = data.rows[model.name] ?? [];
    await insertRows(
      app,
      model.name,
      model.name === 'User' ? rows.map((row) => ({ ...row, passwordHash })) : rows,
    );
  }
  await withSession(app, async (em) => {
    for (const [table, pairs] of Object.entries(data.links)) {
      const { owner, target } = linkColumns(app.engine.catalog, table, data);
      await sql`insert into ${sql.table(table)} (${sql.ref(owner)}, ${sql.ref(target)})
        values ${sql.join(pairs.map(([a, b]) => sql`(${a}, ${b})`))}`.execute(em.getKysely());
    }
  });
  if (app.settings.database.dialect === 'postgresql') {
    await withSession(app, async (em) => {
      for (const { table } of ordered) {
        await em.execute(
          `select setval(pg_get_serial_sequence('${table}', 'id'), (select max(id) from ${table}))`,
        );
      }
    });
  }
}

function linkColumns(
  catalog: Catalog,
  table: string,
  { owners = {} }: DataSet,
): { readonly owner: string; readonly target: string } {
  for (const { join } of [...catalog.values()].flatMap((model) => [...model.relations.values()])) {
    if (join.kind === 'link' && join.table === table && join.sourceField === owners[table]) {
      return { owner: join.sourceField, target: join.targetField };
    }
  }
  throw new TypeError(`No relation through ${table}`);
}

interface SignedIn {
  readonly accessToken: string;
  readonly refreshToken: string;
}

async function signEverybodyIn(api: TestApi, catalog: Catalog): Promise<readonly Attacker[]> {
  const tokens = new Map<string, SignedIn>();
  for (const name of ['owner', 'other', 'editor', 'admin', 'deactivated', 'demoted'] as const) {
    tokens.set(name, await signIn(api, USERS[name]));
  }
  const token = (name: string): string => tokens.get(name)?.accessToken ?? '';
  const owner = { userId: USERS.owner, permissions: [] };
  const someone = (name: Attacker['name'], user: keyof typeof USERS): Attacker => ({
    name,
    token: token(user),
    viewer: { userId: USERS[user], permissions: [] },
    isLetIn: true,
  });
  const admin: Attacker = {
    ...someone('admin', 'admin'),
    viewer: { userId: USERS.admin, permissions: permissionsNamed(catalog) },
  };
  await takeAway(api, admin);
  const turnedAway = { viewer: owner, isLetIn: false };
  return [
    { name: 'anonymous', token: null, viewer: { userId: null }, isLetIn: true },
    someone('owner', 'owner'),
    someone('other user', 'other'),
    {
      ...someone('editor', 'editor'),
      viewer: { userId: USERS.editor, permissions: editorPermissions(catalog) },
    },
    admin,
    someone('role just removed', 'demoted'),
    { ...someone('deactivated', 'deactivated'), isLetIn: false },
    { ...turnedAway, name: 'expired token', token: await expired(api, token('owner')) },
    { ...turnedAway, name: 'tampered token', token: tampered(token('owner'), token('admin')) },
    {
      ...turnedAway,
      name: 'refresh token as access token',
      token: tokens.get('owner')?.refreshToken ?? '',
    },
  ];
}

async function signIn(api: TestApi, user: number): Promise<SignedIn> {
  const login = `zq-user-username-${String(user)}-x`;
  const { signIn: granted } = await api.data<{ signIn: SignedIn }>(
    `mutation { signIn(login: "${login}", password: "${PASSWORD}") { accessToken refreshToken } }`,
  );
  return granted;
}

/** Deactivates one and takes the role of another, by the API. */
async function takeAway(api: TestApi, admin: Attacker): Promise<void> {
  const { body, text } = await sendTo(
    api,
    {
      query: `mutation {
        updateUser(id: ${String(USERS.deactivated)}, input: { isActive: false }) { errors { message } }
        demoted: updateUser(id: ${String(USERS.demoted)},
          input: { roles: { disconnect: ["role_${String(ROLES.admin)}"] } }) { errors { message } } }`,
    },
    admin,
  );
  const payloads = Object.values(body.data ?? {}) as readonly { errors: readonly unknown[] }[];
  if (payloads.length !== 2 || payloads.some(({ errors }) => errors.length > 0)) {
    throw new Error(`Nothing was taken away: ${text}`);
  }
}

/** The data as it is once that was done. */
async function afterwards(api: TestApi, data: DataSet): Promise<DataSet> {
  const { users: now } = await api.data<{
    users: { nodes: readonly { version: number; updatedAt: string }[] };
  }>(
    `{ users(where: { id: { in: [${String(USERS.deactivated)}, ${String(USERS.demoted)}] } },
      orderBy: [{ id: ASC }]) { nodes { version updatedAt } } }`,
  );
  const stamps = now.nodes.map(({ version, updatedAt }) => ({
    version,
    updatedAt: Date.parse(updatedAt),
  }));
  const changed = new Map<number, Readonly<Record<string, Cell>> | undefined>([
    [USERS.deactivated, { ...stamps[0], isActive: false }],
    [USERS.demoted, stamps[1]],
  ]);
  const users = data.rows['User'] ?? [];
  return {
    ...data,
    rows: {
      ...data.rows,
      User: users.map((row) => ({ ...row, ...changed.get(row.id) })),
    },
    links: {
      ...data.links,
      user_roles: (data.links['user_roles'] ?? []).filter(([key]) => key !== USERS.demoted),
    },
  };
}

/** The token of the same sign-in, signed by the same key, past its time. */
async function expired(api: TestApi, token: string): Promise<string> {
  const claims = JSON.parse(
    Buffer.from(token.split('.')[1] ?? '', 'base64url').toString(),
  ) as Readonly<{ sub: string; sid: number }>;
  const { secret, auth } = api.app.settings;
  const { token: old } = await new AccessTokens(secret ?? '', auth.accessTokenMs).sign(
    { userId: Number(claims.sub), sessionId: claims.sid },
    new Date(),
    new Date(Date.now() - 2 * auth.accessTokenMs),
  );
  return old;
}

/** The claims of one token under the signature of another. */
function tampered(signed: string, claiming: string): string {
  const [head = '', , signature = ''] = signed.split('.');
  const [, body = ''] = claiming.split('.');
  return [head, body, signature].join('.');
}
