import type { Pool, PoolClient } from 'pg';
import { DeadlineClock, type Timed } from '../../cancellation/deadline-clock.js';

type Connected = (
  error: Error | undefined,
  client: PoolClient | undefined,
  release: PoolClient['release'],
) => void;

interface Wait extends Timed {
  readonly fail: (error: Error) => void;
}

/**
 * Ends waits for a connection of a pool that take too long, by one clock for all of them. The pool's
 * own setting makes a timer for each and throws it away, even where a connection is idle.
 * @param longestMs - longest wait; it is ended a twentieth later at most
 */
export function boundWaits(pool: Pool, longestMs: number): void {
  const clock = new DeadlineClock<Wait>(longestMs, (wait) => {
    clock.delete(wait);
    wait.fail(new Error('timeout exceeded when trying to connect'));
  });
  const connect = pool.connect.bind(pool) as (done: Connected) => void;
  const boundConnect = (done: Connected): void => {
    const fail = (error: Error): void => {
      done(error, undefined, () => undefined);
    };
    const wait: Wait = { ticks: 0, fail };
    clock.add(wait);
    connect((error, client, release) => {
      if (clock.delete(wait)) {
        done(error, client, release);
      } else {
        // Nobody is there any more to take it; the next may.
        client?.release();
      }
    });
  };
  pool.connect = ((done?: Connected): Promise<PoolClient> | undefined => {
    if (done !== undefined) {
      boundConnect(done);
      return undefined;
    }
    return new Promise((resolve, reject) => {
      boundConnect((error, client) => {
        if (client === undefined) {
          reject(error ?? new Error('No connection'));
        } else {
          resolve(client);
        }
      });
    });
  }) as Pool['connect'];
}
