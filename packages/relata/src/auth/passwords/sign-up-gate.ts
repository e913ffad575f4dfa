import { networkOf } from '../../addresses.js';
import { type UserError, UserErrors } from '../../writing/user-error.js';
import type { Throttle } from '../throttle/throttle.js';

/** Decides whether anybody may sign up at all, and this client now. */
export class SignUpGate {
  readonly #throttle: Throttle;
  readonly #settings: { readonly signUp: boolean; readonly addressTries: number };

  constructor(
    throttle: Throttle,
    settings: { readonly signUp: boolean; readonly addressTries: number },
  ) {
    this.#throttle = throttle;
    this.#settings = settings;
  }

  /**
   * Counts a try to sign up, whatever becomes of it.
   * @returns what stands in the way; null where nothing does
   * @throws RateLimitedError after too many tries from the network of the address
   */
  async refusal(address: string): Promise<UserError | null> {
    const { signUp, addressTries } = this.#settings;
    if (!signUp) {
      return UserErrors.forbidden([], 'sign up here: ask somebody who looks after the users');
    }
    await this.#throttle.count(`sign-up:${networkOf(address)}`, addressTries);
    return null;
  }
}
