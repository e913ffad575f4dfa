import { digestOf } from '../../../src/auth/tokens/refresh-tokens.js';
import { User } from '../../blog/models/index.js';
import { AuthSession, RefreshToken } from '../../support/application.js';
import { SignInThrottle } from '../../../src/auth/throttle/sign-in-throttle.js';
import { authPrunables } from '../../../src/auth/passwords/prunables.js';
import { explainStatement } from '../../../src/database/statements/explain.js';
import { IdempotencyEntry } from '../../../src/database/idempotency-entry.js';
import { Pruner } from '../../../src/pruning/pruner.js';
import { prune, type Prunable } from '../../../src/pruning/prune.js';
import { withSession } from '../../../src/request/session.js';
import {
  observeStatements,
  type ObservedStatement,
} from '../../../src/database/statements/statement-log.js';
import { idempotencyPrunable } from '../../../src/writing/document/idempotency.js';
import { Accounts, codesOf, grantOf, payloadCodesOf } from '../../support/accounts.js';
import { describeEachDatabase, type TestDatabase } from '../../support/databases.js';
import { newUser } from '../../support/rows.js';

const PRUNABLES: readonly Prunable[] = [
  ...authPrunables({ AuthSession, RefreshToken }),
  idempotencyPrunable,
];
const NOW = new Date('2030-01-01T00:00:00.000Z');
const MINUTE = 60_000;
const at = (minutes: number): Date => new Date(NOW.getTime() + minutes * MINUTE);
const onward = (): Promise<boolean> => Promise.resolve(true);

/**
 * Sign-ins, tokens, throttles and answers: `ended` of each, and `living` as many. One sign-in lasts
 * with its tokens, those that have expired among them.
 */
async function fill({ orm }: TestDatabase, ended: number, living: number): Promise<void> {
  await withSession({ orm }, async (em) => {
    const user = newUser(em, { username: 'kim' });
    const session = (times: Partial<AuthSession>): AuthSession =>
      em.create(AuthSession, { user, accessStamp: 1, expiresAt: at(60), ...times });
    const token = (
      of: AuthSession,
      digest: string,
      times: { readonly expiresAt: Date; readonly usedAt?: Date },
    ): void => {
      em.create(RefreshToken, { session: of, digest: Buffer.from(digest), ...times });
    };
    const going = session({});
    token(going, 'used and expired', { expiresAt: at(-60), usedAt: at(-70) });
    token(going, 'never used and expired', { expiresAt: at(0) });
    for (let index = 0; index < ended; index += 1) {
      token(session({ revokedAt: at(-1) }), `of revoked ${String(index)}`, { expiresAt: at(60) });
      token(session({ expiresAt: at(0) }), `of expired ${String(index)}`, { expiresAt: at(60) });
      const throttle = em.create(SignInThrottle, {
        subject: `old ${String(index)}`,
        tries: 1,
        strikes: 0,
        since: at(-100),
      });
      throttle.updatedAt = at(-75);
      em.create(IdempotencyEntry, {
        viewerId: '1',
        key: `old ${String(index)}`,
        fingerprint: '',
        answer: '',
        keptAt: at(-24 * 60).getTime() - 1,
      });
    }
    for (let index = 0; index < living; index += 1) {
      token(session({ revokedAt: at(1) }), `of revoked later ${String(index)}`, {
        expiresAt: at(60),
      });
      token(going, `living ${String(index)}`, { expiresAt: at(1) });
      const throttle = em.create(SignInThrottle, {
        subject: `new ${String(index)}`,
        tries: 1,
        strikes: 0,
        since: at(-70),
      });
      throttle.updatedAt = at(-74);
      em.create(IdempotencyEntry, {
        viewerId: '1',
        key: `new ${String(index)}`,
        fingerprint: '',
        answer: '',
        keptAt: at(-24 * 60).getTime(),
      });
    }
    await em.flush();
  });
}

async function counts({ orm }: TestDatabase): Promise<readonly number[]> {
  const em = orm.em.fork();
  return [
    await em.count(AuthSession),
    await em.count(RefreshToken),
    await em.count(SignInThrottle),
    await em.count(IdempotencyEntry),
  ];
}

describeEachDatabase('pruning', (database) => {
  afterEach(async () => {
    const em = database.orm.em.fork();
    await em.nativeDelete(User, {});
    await em.nativeDelete(SignInThrottle, {});
    await em.nativeDelete(IdempotencyEntry, {});
  });
  const observed = async (work: () => Promise<unknown>): Promise<readonly ObservedStatement[]> => {
    const statements: ObservedStatement[] = [];
    const end = observeStatements(database.orm, (statement) => statements.push(statement));
    await work().finally(end);
    return statements;
  };

  it('deletes what has ended, to the moment, and nothing else', async () => {
    await fill(database, 3, 2);
    expect(await counts(database)).toEqual([1 + 6 + 2, 2 + 6 + 4, 5, 5]);
    const options = { now: NOW, chunk: 500, pause: onward };
    expect(await prune(database.orm, PRUNABLES, options)).toBe(6 + 6 + 3 + 3);
    expect(await counts(database)).toEqual([1 + 2, 2 + 4, 2, 2]);
    expect(await prune(database.orm, PRUNABLES, options)).toBe(0);
    const late = { ...options, now: at(24 * 60 + 1) };
    expect(await prune(database.orm, PRUNABLES, late)).toBe(3 + 6 + 2 + 2);
    expect(await counts(database)).toEqual([0, 0, 0, 0]);
  });

  it('goes in chunks of a transaction each, which only delete by keys', async () => {
    await fill(database, 5, 1);
    const statements = await observed(() =>
      prune(database.orm, PRUNABLES, { now: NOW, chunk: 2, pause: onward }),
    );
    const texts = statements.map(({ sql }) => sql.toLowerCase());
    const deletes = statements.filter(({ sql }) => /^delete/i.test(sql));
    expect(deletes.map(({ rows }) => rows)).toEqual(
      deletes.map(({ rows }) => Math.min(2, rows ?? 0)),
    );
    expect(texts.filter((text) => text === 'begin')).toHaveLength(deletes.length);
    // Nothing is looked for while the writer is held.
    const within = texts.flatMap((text, index) =>
      text === 'begin' ? [texts[index + 1] ?? ''] : [],
    );
    expect(within.filter((text) => !text.startsWith('delete from'))).toEqual([]);
    expect(await counts(database)).toEqual([2, 4, 1, 1]);
  });

  it('stops between two chunks', async () => {
    await fill(database, 4, 0);
    let left = 2;
    const pause = (): Promise<boolean> => Promise.resolve((left -= 1) >= 0);
    expect(await prune(database.orm, PRUNABLES, { now: NOW, chunk: 1, pause })).toBe(2);
  });

  it('ends with its server, after the chunk it is at', async () => {
    const all = 60;
    await fill(database, 0, all);
    const left = (): Promise<number> => database.orm.em.fork().count(SignInThrottle);
    const pruner = new Pruner({
      orm: database.orm,
      prunables: [{ model: SignInThrottle, ended: () => ({}) }],
      intervalMs: 1,
      chunk: 1,
      onFailure: (error) => {
        throw error;
      },
    });
    pruner.start();
    while ((await left()) === all) {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await pruner.stop();
    const rest = await left();
    expect(rest).toBeGreaterThan(0);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await left()).toBe(rest);
  });

  it('is never where there is no interval', async () => {
    await fill(database, 0, 3);
    const pruner = new Pruner({
      orm: database.orm,
      prunables: [{ model: SignInThrottle, ended: () => ({}) }],
      intervalMs: 0,
      chunk: 1,
      onFailure: (error) => {
        throw error;
      },
    });
    pruner.start();
    await new Promise((resolve) => setTimeout(resolve, 100));
    await pruner.stop();
    expect(await database.orm.em.fork().count(SignInThrottle)).toBe(3);
  });

  it('may be done by several at once', async () => {
    await fill(database, 20, 1);
    const runs = Array.from({ length: 4 }, () =>
      prune(database.orm, PRUNABLES, { now: NOW, chunk: 3, pause: onward }),
    );
    const pruned = await Promise.all(runs);
    expect(pruned.reduce((sum, each) => sum + each, 0)).toBe(40 + 40 + 20 + 20);
    expect(await counts(database)).toEqual([2, 4, 1, 1]);
  });

  it('leaves what began anew after it was found', async () => {
    await fill(database, 0, 2);
    const found = PRUNABLES.filter(({ stillEnded }) => stillEnded !== undefined).map((each) => ({
      ...each,
      ended: () => ({}),
    }));
    expect(found.map(({ model }) => model)).toEqual([SignInThrottle, IdempotencyEntry]);
    expect(await prune(database.orm, found, { now: NOW, chunk: 1, pause: onward })).toBe(0);
    expect(await counts(database)).toEqual([3, 6, 2, 2]);
  });

  it('finds everything by an index', async () => {
    await fill(database, 1, 1);
    const statements = await observed(() =>
      prune(database.orm, PRUNABLES, { now: NOW, chunk: 2, pause: onward }),
    );
    const searches = statements.filter(({ sql }) => /^select/i.test(sql));
    expect(searches).toHaveLength(PRUNABLES.length);
    for (const search of database.dialect === 'sqlite' ? searches : []) {
      const plan = await explainStatement({ em: database.orm.em.fork() }, 'sqlite', search);
      expect([search.sql, plan.filter((step) => step.includes('SCAN'))]).toEqual([search.sql, []]);
    }
  });
});

describeEachDatabase('a server', (database) => {
  const isGone = async (accounts: Accounts): Promise<boolean> =>
    (await accounts.sql('select id from auth_sessions')).length === 0;
  const until = async (condition: () => Promise<boolean>): Promise<void> => {
    while (!(await condition())) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };

  it('prunes now and then, but neither at its start nor after its end', async () => {
    const quiet = await Accounts.start(database);
    const { accessToken } = await quiet.signUp('kim');
    await quiet.as(accessToken, 'mutation { signOut }');
    expect(await isGone(quiet)).toBe(false);
    const busy = await Accounts.start(database, { PRUNE_INTERVAL_MS: '50' });
    await until(() => isGone(busy));
    await busy.stop();
    grantOf(await quiet.signIn('kim'));
    await quiet.sql('update auth_sessions set revoked_at = created_at');
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await isGone(quiet)).toBe(false);
    await quiet.stop();
  });

  it('notices that a token is used twice, however long ago it expired', async () => {
    const accounts = await Accounts.start(database);
    const first = grantOf(await accounts.signIn('kim'));
    const second = grantOf(await accounts.refresh(first.refreshToken));
    const past = new Date(Date.now() - MINUTE);
    await database.orm.em
      .fork()
      .nativeUpdate(
        RefreshToken,
        { digest: digestOf(first.refreshToken) },
        { expiresAt: past, usedAt: past },
      );
    await prune(database.orm, PRUNABLES, { now: new Date(), chunk: 10, pause: onward });
    expect(codesOf(await accounts.refresh(first.refreshToken))).toEqual([401, 'UNAUTHENTICATED']);
    expect(codesOf(await accounts.refresh(second.refreshToken))).toEqual([401, 'UNAUTHENTICATED']);
    expect(await accounts.whoIs(second.accessToken)).toEqual([401, 'UNAUTHENTICATED']);
    await accounts.stop();
  });

  it('refuses a pruned token as it refuses one that has ended', async () => {
    const accounts = await Accounts.start(database);
    const { refreshToken, accessToken } = grantOf(await accounts.signIn('kim'));
    await accounts.as(accessToken, 'mutation { signOut }');
    const before = await accounts.refresh(refreshToken);
    await prune(database.orm, PRUNABLES, { now: new Date(), chunk: 10, pause: onward });
    const after = await accounts.refresh(refreshToken);
    expect([after.status, after.text]).toEqual([before.status, before.text]);
    expect(payloadCodesOf(after)).toEqual(payloadCodesOf(before));
    expect(await accounts.whoIs(accessToken)).toEqual([401, 'UNAUTHENTICATED']);
    await accounts.stop();
  });
});
