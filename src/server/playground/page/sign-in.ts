/** Who the playground sends operations as. */
export interface SignedIn {
  /** Null where the answer to the sign-in did not say. */
  readonly username: string | null;
  /** Null where the server keeps it in a cookie, which the browser sends by itself. */
  readonly accessToken: string | null;
  /** When the token ends, in ISO 8601; null where the answer did not say. */
  readonly expiresAt: string | null;
}

/** What the page knows of the visitor; `notice` is why a sign-in is over that was not signed out. */
export interface SignInState {
  readonly signedIn: SignedIn | null;
  readonly notice: string | null;
}

const NOBODY: SignInState = { signedIn: null, notice: null };

/**
 * Remembers a sign-in as long as the browser's tab is open, and tells whoever shows it. The token
 * is in the session storage: it survives a reload, and other tabs do not have it.
 */
export class SignIn {
  readonly #key: string;
  readonly #listeners = new Set<() => void>();
  #state: SignInState;

  /** @param namespace - put before the key in the storage, followed by a colon */
  constructor(namespace: string) {
    this.#key = `${namespace}:sign-in`;
    this.#state = { ...NOBODY, signedIn: read(this.#key) };
  }

  /** Notices the end of a token in a cookie: the browser sends it no more, and no server says so. */
  expire(notice: string): void {
    const { signedIn } = this.#state;
    const isInCookie = signedIn?.accessToken === null && signedIn.expiresAt !== null;
    if (isInCookie && Date.parse(signedIn.expiresAt) <= Date.now()) this.drop(notice);
  }

  /** The same object until something changes. */
  readonly state = (): SignInState => this.#state;

  /** Has a function called after each change. @returns what ends that */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Goes on as somebody. */
  adopt(signedIn: SignedIn): void {
    sessionStorage.setItem(this.#key, JSON.stringify(signedIn));
    this.#change({ signedIn, notice: null });
  }

  /** Goes on as nobody. @param notice - what to tell the visitor, if it was not their wish */
  drop(notice: string | null = null): void {
    sessionStorage.removeItem(this.#key);
    this.#change({ signedIn: null, notice });
  }

  #change(state: SignInState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}

function read(key: string): SignedIn | null {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? 'null') as SignedIn | null;
  } catch {
    return null;
  }
}
