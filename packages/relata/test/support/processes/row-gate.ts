import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';

const POLL_MS = 10;
const PATIENCE_MS = 10_000;

/** A connection of somebody else to a PostgreSQL database, which keeps rows to itself. */
export class RowGate {
  readonly #client: Client;

  private constructor(client: Client) {
    this.#client = client;
  }

  /** Connects, and locks the rows a condition on `posts` selects: whoever wants them waits. */
  static async close(url: string, where: string): Promise<RowGate> {
    const client = new Client({ connectionString: url, application_name: 'gate' });
    // It may be ended from outside.
    client.on('error', () => undefined);
    await client.connect();
    await client.query('begin');
    await client.query(`select id from posts where ${where} for update`);
    return new RowGate(client);
  }

  /** Runs a statement in the transaction that holds the rows. */
  async run(sql: string): Promise<readonly Record<string, unknown>[]> {
    const { rows } = await this.#client.query<Record<string, unknown>>(sql);
    return rows;
  }

  /** Resolves once so many others wait for a lock in this database. */
  async waitedForBy(count: number): Promise<void> {
    await this.#until('a lock is waited for', async () => {
      const [row] = await this.run(
        `select count(*)::int as n from pg_stat_activity
          where datname = current_database() and wait_event_type = 'Lock'`,
      );
      return Number(row?.['n']) >= count;
    });
  }

  /** Resolves once no session of the server is in a transaction. */
  async othersAreIdle(): Promise<void> {
    await this.#until('every transaction has ended', async () => {
      const [row] = await this.run(
        `select count(*)::int as n from pg_stat_activity
          where datname = current_database() and application_name = 'relata' and state <> 'idle'`,
      );
      return Number(row?.['n']) === 0;
    });
  }

  /** Keeps what it changed, lets the rows go, and disconnects. */
  async open(): Promise<void> {
    await this.#client.query('commit');
    await this.#client.end();
  }

  async #until(what: string, holds: () => Promise<boolean>): Promise<void> {
    const begun = performance.now();
    while (!(await holds())) {
      if (performance.now() - begun > PATIENCE_MS) {
        throw new TypeError(`Waited in vain until ${what}`);
      }
      // The statistics of a transaction are those of its first look otherwise.
      await this.run('select pg_stat_clear_snapshot()');
      await sleep(POLL_MS);
    }
  }
}
