/** Who the playground sends operations as. */
export interface SignedIn {
  /** Null where the answer to the sign-in did not say. */
  readonly username: string | null;
  /** Null where the server keeps it in a cookie, which the browser sends by itself. */
  readonly accessToken: string | null;
  /** Gets the next access token; null in a cookie, and where the answer did not have it. */
  readonly refreshToken: string | null;
  /** When the access token ends, in ISO 8601; null where that is not known. */
  readonly expiresAt: string | null;
}

/** What the page knows of the visitor; `notice` is why a sign-in is over that was not signed out. */
export interface SignInState {
  readonly signedIn: SignedIn | null;
  readonly notice: string | null;
}

/** What the page tells the other pages of the browser: who was signed in became somebody or nobody. */
interface Change {
  readonly from: string;
  readonly to: SignedIn | null;
}

/** What {@link SignIn} remembers by. */
export interface SignInOptions {
  /** Put before the keys in the browser's storage, followed by a colon. */
  readonly namespace: string;
  /** Whether tokens travel in cookies. */
  readonly cookies: boolean;
}

const NOBODY: SignInState = { signedIn: null, notice: null };

/**
 * Remembers a sign-in as long as the browser's tab is open, and tells whoever shows it. The tokens
 * are in the session storage: they survive a reload. Another tab has them only where it was made
 * from this one, and cookies are in all of them: pages that share a sign-in follow each other.
 */
export class SignIn {
  /** Whether tokens travel in cookies. */
  readonly cookies: boolean;
  readonly #key: string;
  readonly #channel: BroadcastChannel;
  readonly #listeners = new Set<() => void>();
  #state: SignInState;

  constructor({ namespace, cookies }: SignInOptions) {
    this.cookies = cookies;
    this.#key = `${namespace}:sign-in`;
    this.#state = { ...NOBODY, signedIn: read(this.#key) };
    this.#channel = new BroadcastChannel(this.#key);
    this.#channel.addEventListener('message', ({ data }: MessageEvent<Change>) => {
      if (data.from === this.#shared()) this.#change({ signedIn: data.to, notice: null });
    });
  }

  /** The same object until something changes. */
  readonly state = (): SignInState => this.#state;

  /** Has a function called after each change. @returns what ends that */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Goes on as somebody, with all pages that share the sign-in. */
  adopt(signedIn: SignedIn): void {
    this.#tell(signedIn);
    // By a clock that is ahead each token would have ended: then only the server says when.
    const isLate = hasEnded(signedIn);
    this.#change({
      signedIn: isLate ? { ...signedIn, expiresAt: null } : signedIn,
      notice: null,
    });
  }

  /** Goes on as nobody. @param notice - what to tell the visitor, if it was not their wish */
  drop(notice: string | null = null): void {
    this.#tell(null);
    this.#change({ signedIn: null, notice });
  }

  #tell(to: SignedIn | null): void {
    const from = this.#shared();
    if (from !== null) this.#channel.postMessage({ from, to } satisfies Change);
  }

  /** What the pages that share the sign-in have in common; null where no other page can have it. */
  #shared(): string | null {
    return this.cookies ? 'cookies' : (this.#state.signedIn?.refreshToken ?? null);
  }

  #change(state: SignInState): void {
    if (state.signedIn === null) sessionStorage.removeItem(this.#key);
    else sessionStorage.setItem(this.#key, JSON.stringify(state.signedIn));
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}

/** Whether the access token has ended, as far as this machine's clock says. */
export function hasEnded({ expiresAt }: SignedIn): boolean {
  return expiresAt !== null && Date.parse(expiresAt) <= Date.now();
}

function read(key: string): SignedIn | null {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? 'null') as SignedIn | null;
  } catch {
    return null;
  }
}
