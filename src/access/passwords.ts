import { hash } from '@node-rs/argon2';
import { UnavailableError } from '../errors.js';

/** How passwords are hashed; see HARDENING.md for the numbers. */
export interface PasswordSettings {
  /** Memory of one hash, in KiB. */
  readonly memoryKib: number;
  readonly passes: number;
  /** Most hashes at once: each takes a core and its memory. */
  readonly atOnce: number;
  /** Most that wait for their turn. */
  readonly waiting: number;
}

/** Hashes passwords with argon2id into PHC strings, a few at a time. */
export class PasswordHasher {
  readonly #settings: PasswordSettings;
  readonly #queue: (() => void)[] = [];
  #running = 0;

  constructor(settings: PasswordSettings) {
    this.#settings = settings;
  }

  /** @throws UnavailableError when too many are waiting already */
  async hash(password: string): Promise<string> {
    await this.#turn();
    try {
      const { memoryKib, passes } = this.#settings;
      // argon2id is what the package does unless told otherwise.
      return await hash(password, {
        memoryCost: memoryKib,
        timeCost: passes,
        parallelism: 1,
      });
    } finally {
      this.#running -= 1;
      this.#queue.shift()?.();
    }
  }

  async #turn(): Promise<void> {
    if (this.#running >= this.#settings.atOnce) {
      if (this.#queue.length >= this.#settings.waiting) {
        throw UnavailableError.busy();
      }
      await new Promise<void>((resolve) => this.#queue.push(resolve));
    }
    this.#running += 1;
  }
}
