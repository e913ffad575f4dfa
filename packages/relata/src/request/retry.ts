import { setTimeout } from 'node:timers/promises';
import { UnavailableError } from '../errors.js';
import { isCollision } from '../database/database-failure.js';

/** How often a unit of work is begun again. */
const ATTEMPTS = 6;
const BACK_OFF_MS = 10;

/**
 * Runs a unit of work, and again when it only failed because of another at the same time: a
 * deadlock, a serialization failure, a busy file. Waits a little longer each time.
 * @param work - gets the number of the attempt, from 1; must leave nothing behind when it fails
 * @throws UnavailableError when it never came through; whatever else the work throws
 */
export async function retryCollisions<T>(
  work: (attempt: number) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work(attempt);
    } catch (error) {
      if (!isCollision(error)) {
        throw error;
      }
      if (attempt === ATTEMPTS || signal?.aborted === true) {
        throw UnavailableError.collision(error);
      }
      // Apart, so that those who met do not meet again.
      await setTimeout(Math.random() * BACK_OFF_MS * 2 ** attempt);
    }
  }
}
