import { setTimeout as sleep } from 'node:timers/promises';
import { Client, type QueryResult } from 'pg';
import { TransactionBounds } from '../../../src/database/fast/transaction-bounds.js';
import { FastClient } from '../../../src/database/fast/fast-client.js';
import { TestDatabase } from '../../support/databases.js';

describe('a begin that waits for the first statement', () => {
  const database = new TestDatabase('postgresql');
  let client: Client;
  let sent: unknown[] = [];
  let bounds: TransactionBounds;

  beforeAll(async () => {
    await database.open();
    client = new Client({ connectionString: database.settings.database.url });
    await client.connect();
    bounds = new TransactionBounds((...statement) => {
      sent.push(statement[0]);
      return client.query(...(statement as [string, unknown[]]));
    });
    await client.query('create temporary table things (id int primary key)');
  });

  beforeEach(async () => {
    sent = [];
    await client.query('truncate things');
  });

  afterAll(async () => {
    await client.end();
    await database.close();
  });

  async function send(text: string, values: readonly unknown[] = []): Promise<QueryResult> {
    return (await bounds.send(text, values)) as QueryResult;
  }

  async function count(): Promise<number> {
    return (await client.query('select id from things')).rows.length;
  }

  it('goes with a statement without values, whose result it is', async () => {
    await send('begin');
    const { command, rowCount, rows } = await send('insert into things values (1) returning id');
    expect([command, rowCount, rows]).toEqual(['INSERT', 1, [{ id: 1 }]]);
    await send('rollback');
    expect(await count()).toBe(0);
    expect(sent).toEqual(['begin; insert into things values (1) returning id', 'rollback']);
  });

  it('goes before a statement with values', async () => {
    await send('begin');
    expect((await send('insert into things values ($1) returning id', [2])).rows).toEqual([
      { id: 2 },
    ]);
    await send('insert into things values (3)');
    await send('rollback');
    expect(await count()).toBe(0);
    expect(sent.slice(0, 2)).toEqual(['begin', 'insert into things values ($1) returning id']);
  });

  it('goes along with a statement that takes it along', async () => {
    const taken: unknown[] = [];
    const taking = new TransactionBounds(
      (...statement) => Promise.resolve(sent.push(statement[0])),
      (...statement) => (statement[0] === 'known' ? taken.push(statement[0]) : undefined),
    );
    await taking.send('begin');
    await taking.send('known', [1]);
    await taking.send('known', [2]);
    await taking.send('commit');
    expect([taken, sent]).toEqual([['known'], ['known', 'commit']]);
    await taking.send('begin');
    await taking.send('unknown', [3]);
    expect([taken, sent.slice(2)]).toEqual([['known'], ['begin', 'unknown']]);
  });

  it('leaves a transaction that a commit keeps', async () => {
    await send('begin');
    await send('insert into things values (4)');
    await send('commit');
    expect(await count()).toBe(1);
  });

  it('leaves a transaction that failed where its first statement fails', async () => {
    await send('begin');
    await expect(send('insert into nowhere values (1)')).rejects.toThrow('nowhere');
    await expect(send('select 1')).rejects.toThrow('current transaction is aborted');
    await send('rollback');
    expect((await send('select 1 as one')).rows).toEqual([{ one: 1 }]);
  });

  it('is nothing that the server would have to answer', async () => {
    const connectionString = database.settings.database.url;
    const impatient = new FastClient({ connectionString, patienceMs: 100 });
    await impatient.connect();
    await impatient.query('begin');
    await sleep(200);
    const { rows } = await impatient.query('select 1 as one');
    expect(rows).toEqual([{ one: 1 }]);
    await impatient.query('commit');
    await impatient.query('begin');
    await impatient.query('rollback');
    await sleep(200);
    expect((await impatient.query('select $1::int as two', [2])).rows).toEqual([{ two: 2 }]);
    await impatient.end();
  });

  it('may be ended by what came along with the last statement', async () => {
    await send('begin');
    await send('insert into things values (6); commit');
    bounds.committed();
    expect((await send('commit')).command).toBe('COMMIT');
    await send('insert into things values (7)');
    await send('rollback');
    expect(await count()).toBe(2);
    expect(sent).not.toContain('commit');
  });

  it('is not there any more for a statement after the last', async () => {
    await send('begin');
    await send('insert into things values (8); commit');
    bounds.committed();
    await expect(send('insert into things values (9)')).rejects.toThrow('has been committed');
    expect(await count()).toBe(1);
  });

  it.each(['commit', 'rollback'])('is never sent where %s comes at once', async (end) => {
    await send('begin');
    expect((await send(end)).command).toBe(end.toUpperCase());
    expect(sent).toEqual([]);
    await send('insert into things values (5)');
    expect(await count()).toBe(1);
  });
});
