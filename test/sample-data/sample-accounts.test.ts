import { application } from '../../src/app.js';
import { PasswordHasher } from '../../packages/relata/src/auth/password-rules/password-hasher.js';
import { type App, createApp } from '../../packages/relata/src/create-app.js';
import { runSeed } from '../../src/cli/seed-command.js';
import { User } from '../../src/models/index.js';
import { faultOfPassword } from '../../packages/relata/src/auth/password-rules/password-rule.js';
import {
  SAMPLE_ACCOUNTS,
  SAMPLE_PASSWORD,
  SAMPLE_PASSWORD_HASH,
  type SampleAccount,
  sampleAccountsIn,
} from '../../src/sample-data/sample-accounts.js';
import { SAMPLE_PEOPLE } from '../../src/sample-data/sample-people.js';
import { loadSettings } from '../../packages/relata/src/settings.js';
import { TestDatabase } from '../databases.js';
import { LANE } from '../../packages/relata/src/testing/lane.js';

const SECRET = 'a secret of the tests, thirty-two bytes';
const SIGN_IN = `mutation ($login: String!, $password: String!) {
  signIn(login: $login, password: $password) {
    user { username roles { nodes { name } } } errors { code } }
}`;

/** What comes of a sign-in. */
interface Answer {
  readonly user: {
    readonly username: string;
    readonly roles: { readonly nodes: readonly { readonly name: string }[] };
  } | null;
  readonly errors: readonly { readonly code: string }[];
}

const REFUSED = { user: null, errors: [{ code: 'INVALID_CREDENTIALS' }] };

async function signIn(app: App, login: string): Promise<Answer> {
  const answer = await app.server.fastify.inject({
    method: 'POST',
    url: '/graphql',
    payload: { query: SIGN_IN, variables: { login, password: SAMPLE_PASSWORD } },
  });
  return answer.json<{ data: { signIn: Answer } }>().data.signIn;
}

async function open(database: TestDatabase, nodeEnv = 'development'): Promise<App> {
  return await createApp(
    application,
    loadSettings({
      ...LANE,
      NODE_ENV: nodeEnv,
      DATABASE_URL: database.url,
      SAMPLE_DATA: 'auto',
      SECRET,
      HOST: '127.0.0.1',
      PORT: '0',
      LOG_LEVEL: 'silent',
      PASSWORD_MEMORY_KIB: '8',
      PASSWORD_PASSES: '1',
    }),
  );
}

/** Runs a story on an empty SQLite database of its own. */
async function onSqlite(story: (database: TestDatabase) => Promise<void>): Promise<void> {
  const database = new TestDatabase('sqlite', { migrated: false });
  await database.open();
  try {
    await story(database);
  } finally {
    await database.close();
  }
}

async function withApp(app: App, story: () => Promise<void>): Promise<void> {
  try {
    await app.start();
    await story();
  } finally {
    await app.stop();
  }
}

const seedSample = async (url: string, nodeEnv: string): Promise<string> => {
  let stdout = '';
  const output = { write: (text: string) => (stdout += text) } as unknown as NodeJS.WriteStream;
  const env = { NODE_ENV: nodeEnv, SECRET, DATABASE_URL: url };
  await runSeed(['--preset', 'sample'], { stdout: output, stderr: output }, env);
  return stdout;
};

describe('the accounts of the sample data', () => {
  it('have a hash of the default cost, made beforehand', async () => {
    const hasher = new PasswordHasher(loadSettings({}).passwords);
    expect(await hasher.verify(SAMPLE_PASSWORD_HASH, SAMPLE_PASSWORD)).toBe('right');
  });

  it('have a password that nobody may choose', () => {
    const owner = { username: 'ada', email: 'ada@example.com' };
    expect(faultOfPassword(SAMPLE_PASSWORD, owner)).toContain('commonest');
  });

  it('sign in after a first start, one of each role, and no other user does', async () => {
    await onSqlite(async (database) => {
      const app = await open(database);
      await withApp(app, async () => {
        const roles: (string | undefined)[] = [];
        for (const { username } of SAMPLE_PEOPLE) {
          const answer = await signIn(app, username);
          if (SAMPLE_ACCOUNTS.includes(username)) {
            expect(answer.user?.username).toBe(username);
            roles.push(answer.user?.roles.nodes[0]?.name);
          } else {
            expect(answer).toEqual(REFUSED);
          }
        }
        expect(roles).toEqual(['admin', 'editor', 'author', 'reader']);
      });
    });
  });

  it('keep a production server from starting on their database', async () => {
    await onSqlite(async (database) => {
      const development = await open(database);
      await withApp(development, () => Promise.resolve());
      const production = await open(database, 'production');
      await expect(withApp(production, () => Promise.resolve())).rejects.toThrow(
        /accounts of the sample data.*: mira, tomas, zoe, Sam\. /,
      );
    });
  });

  it('keep it from starting also where a sign-in made their hash anew, at a higher cost', async () => {
    await onSqlite(async (database) => {
      const hasher = new PasswordHasher({ memoryKib: 8, passes: 1, atOnce: 1, waiting: 1 });
      const another = await hasher.hash(SAMPLE_PASSWORD);
      const changed = await hasher.hash('a password of their own');
      const development = await open(database);
      await withApp(development, async () => {
        const em = development.orm.em.fork();
        await em.nativeUpdate(User, { username: 'zoe' }, { passwordHash: another });
        await em.nativeUpdate(
          User,
          { username: { $in: ['mira', 'tomas', 'Sam'] } },
          { passwordHash: changed },
        );
      });
      const production = await open(database, 'production');
      await expect(withApp(production, () => Promise.resolve())).rejects.toThrow(
        /accounts of the sample data.*: zoe\. /,
      );
    });
  });

  it('are told to the playground with their roles, as long as they can be signed in to', async () => {
    await onSqlite(async (database) => {
      const app = await open(database);
      await withApp(app, async () => {
        const hasher = new PasswordHasher(app.settings.passwords);
        const told = (): Promise<readonly SampleAccount[]> => sampleAccountsIn(app.orm, hasher);
        expect(await told()).toEqual(
          ['admin', 'editor', 'author', 'reader'].map((role, index) => ({
            username: SAMPLE_ACCOUNTS[index],
            role,
            password: SAMPLE_PASSWORD,
          })),
        );
        const em = app.orm.em.fork();
        await em.nativeUpdate(User, { username: 'mira' }, { isActive: false });
        await em.nativeUpdate(User, { username: 'tomas' }, { deletedAt: new Date() });
        const own = await hasher.hash('a password of their own');
        await em.nativeUpdate(User, { username: 'zoe' }, { passwordHash: own });
        expect((await told()).map(({ username }) => username)).toEqual(['Sam']);
      });
    });
  });

  it('are not made in production, neither by a start nor when asked for', async () => {
    await onSqlite(async (database) => {
      const empty = await open(database, 'production');
      await withApp(empty, () => Promise.resolve());
      expect(await seedSample(database.url, 'production')).toBe(
        'Wrote the sample data; none of its users can sign in\n',
      );
      const app = await open(database, 'production');
      await withApp(app, async () => {
        expect(await signIn(app, 'mira')).toEqual(REFUSED);
      });
    });
  });
});
