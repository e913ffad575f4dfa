import { setTimeout as sleep } from 'node:timers/promises';

const TRIES = 200;
const REST_MS = 10;

/**
 * Looks again and again until something holds: what a database says of its sessions follows an answer
 * a moment later. @returns whether it came to hold, long before a statement ends by its timeout
 */
export async function until(holds: () => Promise<boolean>): Promise<boolean> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    if (await holds()) {
      return true;
    }
    await sleep(REST_MS);
  }
  return false;
}
