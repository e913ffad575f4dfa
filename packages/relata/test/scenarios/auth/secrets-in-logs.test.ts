import { TABLES } from '../../support/application.js';
import { PassThrough } from 'node:stream';
import { pino } from 'pino';
import { User } from '../../blog/models/index.js';
import { RefreshToken } from '../../support/application.js';
import { SignInThrottle } from '../../../src/auth/throttle/sign-in-throttle.js';
import { createOrm } from '../../../src/database/orm.js';
import { withSession } from '../../../src/request/session.js';
import { Accounts, grantOf, key, PASSWORD } from '../../support/accounts.js';
import { describeEachDatabase } from '../../support/databases.js';

const NEXT = 'another good secret';

describeEachDatabase('SQL_ECHO', (database) => {
  const write = process.stderr.write.bind(process.stderr);
  let shown = '';
  beforeEach(() => {
    shown = '';
    process.stderr.write = (text) => {
      shown += String(text);
      return true;
    };
  });
  afterEach(() => {
    process.stderr.write = write;
  });

  /** Every secret the tables have now, in every form it may be written in. */
  const secrets = async (accounts: Accounts): Promise<readonly string[]> => {
    const users = await accounts.sql('select password_hash as s from users');
    const digests = await accounts.sql('select digest as s from refresh_tokens');
    const subjects = await accounts.sql('select subject as s from sign_in_throttles');
    return [...users, ...digests, ...subjects].flatMap(({ s }) =>
      Buffer.isBuffer(s) || s instanceof Uint8Array
        ? (['hex', 'base64', 'base64url'] as const).map((form) => Buffer.from(s).toString(form))
        : [String(s)],
    );
  };

  it.each(['compiled', 'reference'])(
    'shows no secret of signing in and of users (%s)',
    async (reader) => {
      const accounts = await Accounts.start(database, { SQL_ECHO: 'true', READER: reader });
      const seen = new Set<string>();
      const look = async (): Promise<void> => {
        (await secrets(accounts)).forEach((secret) => seen.add(secret));
      };
      const suffix = reader.slice(0, 3);
      const name = (base: string): string => `${base}${suffix}`;
      const grant = await accounts.signUpAs('admin', name('kim'));
      await look();
      const { accessToken } = grantOf(await accounts.signIn(name('kim')));
      await look();
      await accounts.signIn(name('kim'), 'a wrong one');
      await look();
      const input = (base: string): string =>
        `{ username: "${name(base)}", email: "${name(base)}@example.org", password: "${PASSWORD}" }`;
      const viewer = { userId: 1, permissions: ['user:create', 'user:update'] };
      const documents = [
        `mutation { createUser(input: ${input('one')}) { user { id } errors { code } } }`,
        `mutation { createUser(input: ${input('two')}) { user { id } errors { code } } }`,
        `mutation { createUsers(inputs: [${input('a')}, ${input('b')}, ${input('c')}]) { users { id } errors { code } } }`,
        `mutation { createProfile(input: { firstName: "A", gender: OTHER, user: { create: ${input('d')} } }) { profile { id } errors { code } } }`,
        `mutation { upsertUser(by: { username: "${name('e')}" }, create: ${input('e')}, update: { isActive: true }) { user { id } errors { code } } }`,
        `mutation { updateUsers(where: {}, input: { isActive: true }) { affectedCount errors { code } } }`,
      ];
      for (const document of documents) {
        const { body, text } = await accounts.api.ask(document, { viewer });
        expect([
          text,
          ...Object.values(body.data ?? {}).map(
            (payload) => (payload as { errors: unknown[] }).errors,
          ),
        ]).toEqual([text, []]);
        await look();
      }
      grantOf(await accounts.changePassword(accessToken, PASSWORD, NEXT));
      await look();
      const { refreshToken } = grantOf(await accounts.signIn(name('kim'), NEXT));
      grantOf(await accounts.refresh(refreshToken));
      await look();
      // As domain code writes: one by one, several at once, by condition.
      await withSession(accounts.app, async (em) => {
        const users = await em.find(User, {}, { populate: ['passwordHash'] });
        for (const [index, user] of users.entries()) {
          user.passwordHash = `$argon2id$secret-${suffix}-${String(index)}`;
        }
        await em.flush();
        await em.nativeUpdate(
          User,
          { id: Number(key(grant)) },
          { passwordHash: `$argon2id$native-${suffix}` },
        );
        await em.nativeUpdate(
          RefreshToken,
          { digest: Buffer.from(`digest of ${suffix}`) },
          { usedAt: new Date() },
        );
        await em.upsert(SignInThrottle, {
          subject: `subject of ${suffix}`,
          tries: 0,
          since: new Date(),
        });
      });
      await look();
      await accounts.stop();
      expect(seen.size).toBeGreaterThan(15);
      expect([...seen].filter((secret) => shown.includes(secret))).toEqual([]);
      expect(shown).not.toMatch(/\$argon2id|digest of|subject of/);
      // The rest is there.
      expect(shown).toContain(`"${name('one')}@example.org"`);
      expect(shown.match(/<secret>/g)?.length).toBeGreaterThan(20);
    },
  );
});

describeEachDatabase('a statement that fails', (database) => {
  it('has nothing of a row in the log', async () => {
    const orm = await createOrm(database.settings.database, TABLES);
    const lines = new PassThrough();
    const failures: unknown[] = [];
    for (const work of [
      () =>
        orm.em
          .fork()
          .execute(
            `insert into users (username, username_key, email, email_key, password_hash) values ('a', 'a', 'b', null, '$argon2id$never')`,
          ),
      () =>
        orm.em.fork().insert(User, {
          username: 'a',
          usernameKey: 'a',
          email: 'b',
          emailKey: null as never,
          passwordHash: '$argon2id$never',
          accessStamp: 1,
          isActive: true,
        }),
    ]) {
      await work().catch((error: unknown) => failures.push(error));
    }
    const logger = pino(lines);
    failures.forEach((err) => {
      logger.error({ err }, 'request failed');
    });
    await orm.close(true);
    const text = String(lines.read());
    expect(failures).toHaveLength(2);
    expect(text.split('\n').filter((line) => line.includes('request failed'))).toHaveLength(2);
    expect(text).not.toContain('never');
  });
});
