import { describeEachDatabase } from '../support/databases.js';
import { ServerProcess } from '../support/processes/server-process.js';
import { openStore, type Store } from '../writing/generator/store.js';

const CREATES = 2000;
const AT_ONCE = 50;
/** Acknowledged creates after which the server dies. */
const DEATHS = [1, 150, 600];

describeEachDatabase('a server killed while it creates users with profiles', (database) => {
  const acknowledged: string[] = [];
  let store: Store;
  let server: ServerProcess;

  beforeAll(async () => {
    store = await openStore(database);
    server = await ServerProcess.start(database.url);
  }, 30_000);
  afterAll(async () => {
    await server.kill();
    await store.close();
  });

  it.each(DEATHS)(
    'loses nothing acknowledged and leaves no half, killed after %i',
    async (death) => {
      const before = acknowledged.length;
      await createUntilKilled(server, acknowledged, death);
      const count = acknowledged.length - before;
      expect(count).toBeGreaterThanOrEqual(death);
      expect(count).toBeLessThan(CREATES);

      server = await ServerProcess.start(database.url);
      const [users = [], halves = [], lonely = []] = await store.read([
        'select u.username from users u join profiles p on p.user_id = u.id and p.first_name = u.username',
        'select u.id from users u left join profiles p on p.user_id = u.id where p.id is null',
        'select p.id from profiles p left join users u on p.user_id = u.id where u.id is null',
      ]);
      const kept = new Set(users.map(({ username }) => username));
      expect(acknowledged.filter((name) => !kept.has(name))).toEqual([]);
      expect({ halves, lonely }).toEqual({ halves: [], lonely: [] });
      expect(await server.ask('{ users { totalCount } }')).toEqual({
        data: { users: { totalCount: kept.size } },
      });
    },
    60_000,
  );
});

/** Creates users, some at a time, until the server is gone; names those it acknowledged. */
async function createUntilKilled(
  server: ServerProcess,
  acknowledged: string[],
  death: number,
): Promise<void> {
  let next = 0;
  const last = acknowledged.length + death;
  const create = async (): Promise<void> => {
    while (next < CREATES) {
      next += 1;
      const name = `u${String(death)}x${String(next)}`;
      let body: unknown;
      try {
        body = await server.ask(`mutation { createUser(input: { username: "${name}",
          email: "${name}@example.org", password: "a long secret",
          profile: { create: { firstName: "${name}", gender: OTHER } } })
          { user { profile { firstName } } errors { code message } } }`);
      } catch {
        return;
      }
      expect(body).toEqual({
        data: { createUser: { user: { profile: { firstName: name } }, errors: [] } },
      });
      acknowledged.push(name);
      if (acknowledged.length === last) {
        void server.kill();
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, create));
  await server.kill();
}
