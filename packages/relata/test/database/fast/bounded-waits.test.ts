import { TABLES } from '../../support/application.js';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { databaseFailureOf } from '../../../src/database/database-failure.js';

import { createOrm } from '../../../src/database/orm.js';
import { openSession } from '../../../src/request/session.js';
import { TestDatabase } from '../../support/databases.js';

/** Longer than a busy machine takes for a connection that it can have. */
const CONNECT_MS = 3000;
/** Where there is none to be had. */
const SILENT_MS = 200;

/** The code of what a piece of work fails with, and after how many milliseconds. */
async function failureOf(work: Promise<unknown>): Promise<{ code?: string; milliseconds: number }> {
  const began = performance.now();
  const error = await work.then(
    () => new Error('It did not fail'),
    (reason: unknown) => reason as Error,
  );
  const code = databaseFailureOf([error, error.cause as Error])?.code;
  return { ...(code !== undefined && { code }), milliseconds: performance.now() - began };
}

describe.each(['on', 'off'])('waits for a connection to PostgreSQL, FAST_PATH=%s', (lane) => {
  const database = new TestDatabase('postgresql', { env: { FAST_PATH: lane } });

  beforeAll(() => database.open());

  afterAll(() => database.close());

  it('end when no connection becomes free, and take none with them', async () => {
    const settings = { ...database.settings.database, poolMax: 1, connectTimeoutMs: CONNECT_MS };
    const orm = await createOrm(settings, TABLES);
    const holder = openSession(orm);
    await holder.begin();
    await holder.execute('select 1');
    const failed = await Promise.all(
      ['select 1', 'select 2'].map((text) => failureOf(openSession(orm).execute(text))),
    );
    for (const { code, milliseconds } of failed) {
      expect(code).toBe('SERVICE_UNAVAILABLE');
      expect(milliseconds).toBeGreaterThanOrEqual(CONNECT_MS - 20);
    }
    const waiting = openSession(orm).execute<unknown[]>('select 3 as three');
    await holder.commit();
    expect(await waiting).toEqual([{ three: 3 }]);
    expect(await openSession(orm).execute<unknown[]>('select 4 as four')).toEqual([{ four: 4 }]);
    await orm.close(true);
  });

  it('end when the server takes the connection and says nothing', async () => {
    const sockets: Socket[] = [];
    const silent = createServer((socket) => {
      sockets.push(socket.resume());
    });
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    const url = new URL(database.settings.database.url);
    url.host = `127.0.0.1:${String(port)}`;
    const settings = { ...database.settings.database, url: url.href, connectTimeoutMs: SILENT_MS };
    const orm = await createOrm(settings, TABLES);
    const { code } = await failureOf(openSession(orm).execute('select 1'));
    expect(code).toBe('SERVICE_UNAVAILABLE');
    expect(sockets.length).toBeGreaterThan(0);
    // Nor does the attempt go on when nobody waits for it.
    while (sockets.some((socket) => !socket.closed)) {
      await sleep(5);
    }
    await orm.close(true);
    await new Promise((resolve) => silent.close(resolve));
  });
});
