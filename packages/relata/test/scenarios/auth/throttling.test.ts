import { SignInThrottle } from '../../../src/auth/throttle/sign-in-throttle.js';
import { Accounts, grantOf } from '../../support/accounts.js';
import { describeEachDatabase } from '../../support/databases.js';

describeEachDatabase('tries to sign in', (database) => {
  let accounts: Accounts;
  beforeAll(async () => {
    accounts = await Accounts.start(database);
    await accounts.signUp('kim');
  });
  afterAll(() => accounts.stop());
  const forget = async (): Promise<void> => {
    await accounts.sql('delete from sign_in_throttles');
  };
  beforeEach(forget);

  it('are blocked for longer each time, 15 minutes at most, and never for good', async () => {
    const em = database.orm.em.fork();
    const waits: number[] = [];
    for (let round = 0; round < 7; round += 1) {
      await em.nativeUpdate(
        SignInThrottle,
        {},
        {
          blockedUntil: new Date(Date.now() - 1),
          tries: 10,
          since: new Date(),
        },
      );
      if (round === 0) {
        for (let index = 0; index < 10; index += 1) {
          await accounts.signIn('kim', 'a wrong password');
        }
      }
      const answer = await accounts.signIn('kim', 'a wrong password');
      waits.push(Number(answer.headers.get('retry-after')));
    }
    expect(waits).toEqual([60, 120, 240, 480, 900, 900, 900]);
    await em.nativeUpdate(SignInThrottle, {}, { blockedUntil: new Date(Date.now() - 1), tries: 0 });
    grantOf(await accounts.signIn('kim'));
    // After a success, and after an hour of quiet, blocks begin short again.
    await forget();
    const hour = new Date(Date.now() - 3_700_000);
    await accounts.signIn('kim', 'a wrong password');
    await em.nativeUpdate(
      SignInThrottle,
      {},
      { strikes: 6, blockedUntil: hour, since: hour, tries: 10 },
    );
    const codes = [];
    for (let index = 0; index < 11; index += 1) {
      codes.push((await accounts.signIn('kim', 'a wrong password')).headers.get('retry-after'));
    }
    expect(codes.at(-1)).toBe('60');
  });

  /** Tries that are wrong, until one is refused. @returns how many were not, and for how long it is */
  const guess = async (): Promise<readonly [number, number]> => {
    for (let count = 0; ; count += 1) {
      const { status, headers } = await accounts.signIn('kim', 'a wrong password');
      if (status === 429) {
        return [count, Number(headers.get('retry-after'))];
      }
    }
  };

  it('are forgotten of who gets in', async () => {
    for (let index = 0; index < 9; index += 1) {
      await accounts.signIn('kim', 'a wrong password');
    }
    grantOf(await accounts.signIn('KIM'));
    expect(await guess()).toEqual([10, 60]);
  });

  it('are counted for a minute', async () => {
    for (let index = 0; index < 9; index += 1) {
      await accounts.signIn('kim', 'a wrong password');
    }
    const since = new Date(Date.now() - 60_000);
    await database.orm.em.fork().nativeUpdate(SignInThrottle, {}, { since });
    expect(await guess()).toEqual([10, 60]);
  });

  it('begin anew an hour after the end of a block', async () => {
    await accounts.signIn('kim', 'a wrong password');
    for (const [minutes, seconds] of [
      [59, 900],
      [60, 60],
    ] as const) {
      const now = Date.now();
      await database.orm.em.fork().nativeUpdate(
        SignInThrottle,
        {},
        {
          strikes: 6,
          since: new Date(now - 74 * 60_000),
          blockedUntil: new Date(now - minutes * 60_000),
        },
      );
      expect(await guess()).toEqual([10, seconds]);
    }
  });
});
