/** What `signIn`, `signUp` and `refreshSession` answer. */
export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
}

const REFRESH = `mutation ($refreshToken: String) {
  refreshSession(refreshToken: $refreshToken) { accessToken refreshToken }
}`;

/** The tokens of a page. However many requests find the access token ended, one gets the next. */
export class TokenSession {
  readonly #url: string;
  #tokens: Tokens | null = null;
  #refreshing: Promise<boolean> | null = null;

  constructor(url: string) {
    this.#url = url;
  }

  /** Those that are kept; null when nobody is signed in. */
  get tokens(): Tokens | null {
    return this.#tokens;
  }

  /** What each request has to send. */
  get headers(): Record<string, string> {
    return this.#tokens === null ? {} : { authorization: `Bearer ${this.#tokens.accessToken}` };
  }

  /** Keeps the tokens of a sign-in; null forgets them. */
  keep(tokens: Tokens | null): void {
    this.#tokens = tokens;
  }

  /** Gets the next tokens. @returns false when the sign-in has ended */
  async refresh(): Promise<boolean> {
    this.#refreshing ??= this.#refresh().finally(() => {
      this.#refreshing = null;
    });
    return await this.#refreshing;
  }

  async #refresh(): Promise<boolean> {
    if (this.#tokens === null) {
      return false;
    }
    const { refreshToken } = this.#tokens;
    // Without the access token, and past the client: its links wait for what happens here.
    const response = await fetch(this.#url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: REFRESH, variables: { refreshToken } }),
    });
    const { data } = (await response.json()) as {
      readonly data?: { readonly refreshSession: Tokens | null } | null;
    };
    const next = data?.refreshSession ?? null;
    this.keep(next);
    return next !== null;
  }
}

/** Whether errors of GraphQL say that the access token has ended. */
export function isUnauthenticated(
  errors: readonly { readonly message: string; readonly extensions?: unknown }[],
): boolean {
  return errors.some(({ extensions }) => {
    const { code } = (extensions ?? {}) as { readonly code?: unknown };
    return code === 'UNAUTHENTICATED';
  });
}
