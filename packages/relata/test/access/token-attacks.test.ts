import { intKeyForm } from '../../src/kinds/key-forms.js';
import { AccessTokens } from '../../src/auth/tokens/access-tokens.js';
import { withSession } from '../../src/request/session.js';
import { permissionsNamed } from '../../src/testing/askers.js';
import { type Attacker, WITH_ALL } from '../../src/testing/attacks/attackers.js';
import { attackAll, AttackCoverage } from '../../src/testing/attacks/suite.js';
import { World } from '../../src/testing/attacks/world.js';
import { replaceData } from '../../src/testing/rows/insert-data.js';
import { markedRows } from '../../src/testing/rows/marked-rows.js';
import { NO_LIMITS, withoutInvariants } from '../../src/testing/suite-options.js';
import { TestApp } from '../../src/testing/test-app.js';
import type { TestDatabase } from '../../src/testing/test-database.js';
import { blog } from '../blog/blog.js';
import { describeEachDatabase } from '../support/databases.js';

const PASSWORD = 'the password of all of them';
/** Users by what becomes of them; who keeps the role has every permission. */
const USERS = { owner: 1, admin: 2, deactivated: 3, demoted: 4 } as const;
const ADMIN_ROLE = 1;

describeEachDatabase('whatever is attacked with a token', (database) => {
  const coverage = new AttackCoverage();
  let world: World;
  let before: unknown;
  beforeAll(async () => {
    world = await startWorld(database);
    before = await world.contents();
  });

  it.each([
    WITH_ALL,
    'role just removed',
    'deactivated',
    'expired token',
    'tampered token',
    'refresh token as access token',
  ])('tells and changes only what it is good for: %s', async (name) => {
    const attacker = world.attackers.find((each) => each.name === name);
    const findings =
      attacker === undefined ? ['nobody'] : await attackAll({ world, attacker, coverage });
    expect(findings.slice(0, 6).join('\n')).toBe('');
  });

  it('was attacked on every route with all of them, and is as it was', async () => {
    expect(coverage.missing(world)).toEqual([]);
    expect(await world.contents()).toEqual(before);
  });
});

async function startWorld(database: TestDatabase): Promise<World> {
  const app = await TestApp.start(database, {
    application: withoutInvariants(blog),
    env: { ...NO_LIMITS, AUTH_ADDRESS_TRIES: '1000' },
  });
  const { catalog, hashSecret } = app.app.engine;
  const permissions = permissionsNamed(catalog);
  const passwordHash = await hashSecret(PASSWORD);
  const made = markedRows(catalog, {
    User: (row) => ({ ...row, passwordHash, isActive: row.id !== USERS.deactivated }),
    Permission: (row) => ({ ...row, name: permissions[row.id - 1] ?? row['name'] ?? '' }),
  });
  const roles = [USERS.admin, USERS.demoted].map((user) => [user, ADMIN_ROLE] as const);
  const all = permissions.map((_, at) => [ADMIN_ROLE, at + 1] as const);
  const links = { ...made.links, user_roles: roles, rbac_role_permission: all };
  // Everybody can sign in until some are deactivated and demoted.
  await replaceData(app.app, {
    ...made,
    links,
    rows: {
      ...made.rows,
      User: (made.rows['User'] ?? []).map((row) => ({ ...row, isActive: true })),
    },
  });
  const tokens = await signEverybodyIn(app);
  const kept = { ...links, user_roles: [[USERS.admin, ADMIN_ROLE] as const] };
  await withSession(app.app, async (em) => {
    await em.execute(`delete from user_roles where user_id = ${String(USERS.demoted)}`);
    await em.execute(`update users set is_active = false where id = ${String(USERS.deactivated)}`);
  });
  return new World(app, {
    data: { ...made, links: kept },
    attackers: await attackersWith(app, tokens, permissions),
  });
}

interface SignedIn {
  readonly accessToken: string;
  readonly refreshToken: string;
}

type Tokens = Readonly<Record<keyof typeof USERS, SignedIn>>;

async function signEverybodyIn(app: TestApp): Promise<Tokens> {
  const entries = Object.entries(USERS).map(async ([name, user]) => {
    const { signIn } = await app.data<{ signIn: SignedIn }>(
      `mutation { signIn(login: "zq-user-username-${String(user)}-x", password: "${PASSWORD}") { accessToken refreshToken } }`,
    );
    return [name, signIn] as const;
  });
  return Object.fromEntries(await Promise.all(entries)) as Tokens;
}

async function attackersWith(
  app: TestApp,
  { owner, admin, deactivated, demoted }: Tokens,
  permissions: readonly string[],
): Promise<readonly Attacker[]> {
  const viewer = { userId: USERS.owner, permissions: [] };
  const letIn = (name: string, userId: number, { accessToken }: SignedIn): Attacker => ({
    name,
    token: accessToken,
    viewer: { userId, permissions: name === WITH_ALL ? permissions : [] },
    isLetIn: true,
  });
  const turnedAway = (name: string, token: string): Attacker => ({
    name,
    token,
    viewer,
    isLetIn: false,
  });
  return [
    letIn(WITH_ALL, USERS.admin, admin),
    letIn('role just removed', USERS.demoted, demoted),
    turnedAway('deactivated', deactivated.accessToken),
    turnedAway('expired token', await expired(app, owner.accessToken)),
    turnedAway('tampered token', tampered(owner.accessToken, admin.accessToken)),
    turnedAway('refresh token as access token', owner.refreshToken),
  ];
}

/** The token of the same sign-in, signed by the same key, past its time. */
async function expired(app: TestApp, token: string): Promise<string> {
  const claims = JSON.parse(
    Buffer.from(token.split('.')[1] ?? '', 'base64url').toString(),
  ) as Readonly<{ sub: string; sid: number }>;
  const { secret, auth } = app.app.settings;
  const { token: old } = await new AccessTokens(secret ?? '', auth.accessTokenMs, intKeyForm).sign(
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
