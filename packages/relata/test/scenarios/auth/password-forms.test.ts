import { hash } from '@node-rs/argon2';
import { Accounts, grantOf, key, payloadCodesOf } from '../../support/accounts.js';
import { describeEachDatabase } from '../../support/databases.js';

describeEachDatabase('passwords', (database) => {
  let accounts: Accounts;
  beforeAll(async () => {
    accounts = await Accounts.start(database);
  });
  afterAll(() => accounts.stop());

  it('are the same however a keyboard writes them, and hashes of older versions are made anew', async () => {
    const [decomposed, composed] = ['pa\u0308ssliche Worte', 'pässliche Worte'] as const;
    const grant = await accounts.signUp('chi', { password: decomposed });
    const hashOf = async (): Promise<unknown> =>
      (await accounts.sql(`select password_hash as h from users where id = ${key(grant)}`))[0]?.[
        'h'
      ];
    for (const password of [composed, decomposed, 'ｐässliche Worte']) {
      grantOf(await accounts.signIn('chi', password));
    }
    const old = await hash(decomposed, { memoryCost: 8, timeCost: 1, parallelism: 1 });
    await accounts.sql(`update users set password_hash = '${old}' where id = ${key(grant)}`);
    expect(payloadCodesOf(await accounts.signIn('chi', composed))).toEqual([
      200,
      'INVALID_CREDENTIALS',
    ]);
    expect(await hashOf()).toBe(old);
    grantOf(await accounts.signIn('chi', decomposed));
    const anew = await hashOf();
    expect(anew).not.toBe(old);
    grantOf(await accounts.signIn('chi', composed));
    grantOf(await accounts.signIn('chi', decomposed));
    expect(await hashOf()).toBe(anew);
    await accounts.sql(`update users set password_hash = '${old}' where id = ${key(grant)}`);
    const { accessToken } = grantOf(await accounts.signIn('chi', decomposed));
    await accounts.sql(`update users set password_hash = '${old}' where id = ${key(grant)}`);
    const changed = grantOf(
      await accounts.changePassword(accessToken, decomposed, 'nächste Worte'),
    );
    expect(changed.user.username).toBe('chi');
    grantOf(await accounts.signIn('chi', 'na\u0308chste Worte'));
  });
});
