import { TestApi } from '../support/api.js';
import { DIALECTS, TestDatabase } from '../support/databases.js';

describe.each(DIALECTS)('a server that a failed test left running (%s)', (dialect) => {
  it('ends with its database, so that Jest does', async () => {
    const database = new TestDatabase(dialect);
    await database.open();
    const api = await TestApi.start(database);
    const { server, orm } = api.app;
    expect(server.fastify.server.listening).toBe(true);
    await database.close();
    expect([server.fastify.server.listening, await orm.isConnected()]).toEqual([false, false]);
    await api.stop();
  });
});
