import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { normalPassword } from '../../text/normal-password.js';
import { UnavailableError } from '../../errors.js';

const SALT_BYTES = 16;
const DIGEST_BYTES = 32;

/** How passwords are hashed; see docs/access.md. */
export interface PasswordSettings {
  /** Memory of one hash, in KiB. */
  readonly memoryKib: number;
  readonly passes: number;
  /** Most hashes at once: each takes a core and its memory. */
  readonly atOnce: number;
  /** Most that wait for their turn. */
  readonly waiting: number;
}

/**
 * What a comparison comes to; `outdated` is right, by a hash that is to be made again: it took less
 * work, or is of another form of the password.
 */
export type Verdict = 'right' | 'outdated' | 'wrong';

/** What computes hashes. */
export type HashFunctions = Readonly<{ hash: typeof hash; verify: typeof verify }>;

/** Hashes passwords with argon2id into PHC strings, a few at a time. */
export class PasswordHasher {
  readonly #settings: PasswordSettings;
  readonly #argon2: HashFunctions;
  readonly #queue: (() => void)[] = [];
  #running = 0;
  readonly #dummy: string;

  /** @param argon2 - what computes the hashes; tests count how often it does */
  constructor(settings: PasswordSettings, argon2: HashFunctions = { hash, verify }) {
    this.#settings = settings;
    this.#argon2 = argon2;
    this.#dummy = dummyHash(settings);
  }

  /** @throws UnavailableError when too many are waiting already */
  async hash(password: string): Promise<string> {
    const { memoryKib, passes } = this.#settings;
    // argon2id is what the package does unless told otherwise.
    const options = { memoryCost: memoryKib, timeCost: passes, parallelism: 1 };
    return await this.#inTurn(() => this.#argon2.hash(normalPassword(password), options));
  }

  /**
   * Compares a password with a hash, which may be of the password as it was given: older versions did
   * not bring it into its normal form. Without a hash the same work is done for nothing, so that an
   * unknown user takes as long as a wrong password.
   * @throws UnavailableError when too many are waiting already
   */
  async verify(hashed: string | null, password: string): Promise<Verdict> {
    const compared = hashed ?? this.#dummy;
    const normal = normalPassword(password);
    const isOf = (form: string): Promise<boolean> =>
      this.#inTurn(() => this.#argon2.verify(compared, form).catch(() => false));
    if (await isOf(normal)) {
      return hashed === null ? 'wrong' : this.#isDearEnough(hashed) ? 'right' : 'outdated';
    }
    return normal !== password && (await isOf(password)) && hashed !== null ? 'outdated' : 'wrong';
  }

  /** Whether a hash was made with as much work as is asked for now. */
  #isDearEnough(hashed: string): boolean {
    const { memoryKib, passes } = this.#settings;
    const match = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=1\$/.exec(hashed);
    return match !== null && Number(match[1]) >= memoryKib && Number(match[2]) >= passes;
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    await this.#turn();
    try {
      return await work();
    } finally {
      const next = this.#queue.shift();
      if (next === undefined) {
        this.#running -= 1;
      } else {
        // The turn is handed over: nobody who comes in between can take it.
        next();
      }
    }
  }

  async #turn(): Promise<void> {
    if (this.#running >= this.#settings.atOnce) {
      if (this.#queue.length >= this.#settings.waiting) {
        throw UnavailableError.busy();
      }
      await new Promise<void>((resolve) => this.#queue.push(resolve));
    } else {
      this.#running += 1;
    }
  }
}

/** A PHC string that takes as long to compare with as any, and that no password has. */
function dummyHash({ memoryKib, passes }: PasswordSettings): string {
  const [salt, digest] = [SALT_BYTES, DIGEST_BYTES].map((bytes) =>
    randomBytes(bytes).toString('base64').replaceAll('=', ''),
  );
  return `$argon2id$v=19$m=${String(memoryKib)},t=${String(passes)},p=1$${String(salt)}$${String(digest)}`;
}
