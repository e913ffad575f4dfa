import { intKeyForm } from '../../../src/kinds/key-forms.js';
import { hash, verify } from '@node-rs/argon2';
import {
  type HashFunctions,
  PasswordHasher,
} from '../../../src/auth/password-rules/password-hasher.js';
import { RefreshTokens } from '../../../src/auth/tokens/refresh-tokens.js';
import { AccessTokens } from '../../../src/auth/tokens/access-tokens.js';
import { User } from '../../blog/models/index.js';
import { PasswordSignIn } from '../../../src/auth/passwords/password-sign-in.js';
import { Sessions } from '../../../src/auth/passwords/sessions.js';
import { Throttle } from '../../../src/auth/throttle/throttle.js';
import { openSession } from '../../../src/request/session.js';
import { AuthSession, RefreshToken } from '../../support/application.js';
import { Accounts, PASSWORD } from '../../support/accounts.js';
import { describeEachDatabase } from '../../support/databases.js';

const SECRET = 'a secret of the tests, thirty-two bytes';
const WORK = { memoryKib: 16, passes: 1, atOnce: 4, waiting: 4 };
const NEXT = 'another good secret';

describeEachDatabase('hashes of who signs in', (database) => {
  let accounts: Accounts;
  beforeAll(async () => {
    accounts = await Accounts.start(database, { SECRET });
  });
  afterAll(() => accounts.stop());

  /** Signing in with more work than hashes were made with, by a hasher that is told of each hash. */
  const authBy = (argon2: HashFunctions): PasswordSignIn => {
    const { orm } = database;
    const sessions = new Sessions({
      orm,
      models: { AuthSession, RefreshToken },
      userKey: intKeyForm,
      accessTokens: new AccessTokens(SECRET, 60_000, intKeyForm),
      refreshTokens: new RefreshTokens(SECRET),
      settings: { refreshIdleMs: 60_000, refreshAbsoluteMs: 60_000, refreshGraceMs: 0 },
    });
    return new PasswordSignIn({
      orm,
      user: User,
      sessions,
      passwords: new PasswordHasher(WORK, argon2),
      throttle: new Throttle(orm),
      settings: { accountTries: 100, addressTries: 100 },
    });
  };
  const hashOf = async (username: string): Promise<string> => {
    const user = await openSession(database.orm).findOneOrFail(
      User,
      { username },
      { populate: ['passwordHash'] },
    );
    return user.passwordHash;
  };
  const credentials = (login: string) => ({ login, password: PASSWORD, address: '192.0.2.1' });

  it('are compared as often for nobody as for somebody', async () => {
    await accounts.signUp('off');
    await accounts.sql(`update users set is_active = false where username = 'off'`);
    await accounts.signUp('mia');
    const compared: string[] = [];
    const auth = authBy({
      hash,
      verify: (hashed, ...rest) => {
        compared.push(String(hashed).split('$')[1] ?? '');
        return verify(hashed, ...rest);
      },
    });
    for (const login of ['mia', 'off', 'nobody', 'nobody@example.org', '', 'a\0b', '\ud800']) {
      for (const [password, times] of [
        ['a wrong one', 1],
        ['a wro\u0308ng one', 2],
      ] as const) {
        compared.length = 0;
        expect(await auth.signIn({ login, password, address: '192.0.2.1' })).toBeNull();
        expect([login, compared]).toEqual([login, Array.from({ length: times }, () => 'argon2id')]);
      }
    }
  });

  it('that are outdated are made anew, once', async () => {
    await accounts.signUp('kim');
    let made = 0;
    const auth = authBy({
      verify,
      hash: (...given) => {
        made += 1;
        return hash(...given);
      },
    });
    const before = await hashOf('kim');
    const grant = await auth.signIn(credentials('kim'));
    expect(await accounts.whoIs(grant?.accessToken ?? '')).toBe('kim');
    const after = await hashOf('kim');
    expect([before, after]).toEqual([
      expect.stringContaining('m=8,'),
      expect.stringContaining('m=16,'),
    ]);
    expect(await auth.signIn(credentials('kim'))).not.toBeNull();
    expect([made, await hashOf('kim')]).toEqual([1, after]);
  });

  it('do not bring the old password back that is changed meanwhile', async () => {
    const { accessToken } = await accounts.signUp('lee');
    const auth = authBy({
      verify,
      hash: async (...given) => {
        await accounts.changePassword(accessToken, PASSWORD, NEXT);
        return await hash(...given);
      },
    });
    const late = await auth.signIn(credentials('lee'));
    const changed = await hashOf('lee');
    expect([await verify(changed, NEXT), await verify(changed, PASSWORD)]).toEqual([true, false]);
    // Nor does what was begun with it go on.
    expect(await accounts.whoIs(late?.accessToken ?? '')).toEqual([401, 'UNAUTHENTICATED']);
  });
});
