import type { Fetcher } from '../fetch-graphql.js';
import { type Answer, dataOf } from '../post-graphql.js';
import type { SignIn } from './sign-in.js';
import { GRANT } from './sign-in-fields.js';

/** A name and a password. */
export interface Credentials {
  readonly login: string;
  readonly password: string;
}

const SIGN_IN = `mutation SignIn($login: String!, $password: String!) {
  signIn(login: $login, password: $password) {${GRANT}  }
}`;

const VIEWER = `query Viewer {
  viewer {
    user {
      username
    }
  }
}`;

/** What a visitor can do about who they are, for whatever shows it. */
export class SignInActions {
  readonly #signIn: SignIn;
  readonly #fetcher: Fetcher;

  /** @param fetcher - adopts and drops the sign-ins that its operations begin and end */
  constructor(signIn: SignIn, fetcher: Fetcher) {
    this.#signIn = signIn;
    this.#fetcher = fetcher;
  }

  /** Signs in. @returns what went wrong, for people to read; null when all went well */
  async enter({ login, password }: Credentials): Promise<string | null> {
    try {
      const answer = await this.#fetcher({ query: SIGN_IN, variables: { login, password } });
      return faultOf(answer);
    } catch {
      return UNREACHABLE;
    }
  }

  /** Ends the sign-in, here even if the server cannot be reached. */
  async leave(): Promise<void> {
    try {
      await this.#fetcher({ query: 'mutation SignOut { signOut }' });
    } catch {
      // What counts for the visitor is that this page sends nothing in their name any more.
    } finally {
      this.#signIn.drop();
    }
  }

  /** Where tokens travel in cookies, asks whose they are: another page may have signed in or out. */
  async restore(): Promise<void> {
    if (!this.#signIn.cookies) return;
    try {
      const answer = await this.#fetcher({ query: VIEWER });
      const viewer = dataOf(answer)?.['viewer'] as ViewerOfAnswer | null | undefined;
      const { signedIn } = this.#signIn.state();
      if (viewer === null) {
        if (signedIn !== null) this.#signIn.drop();
      } else if (viewer?.user != null && viewer.user.username !== signedIn?.username) {
        const { username } = viewer.user;
        this.#signIn.adopt({ username, accessToken: null, refreshToken: null, expiresAt: null });
      }
    } catch {
      // The page is of use without: the next operation says whether the server can be reached.
    }
  }
}

const UNREACHABLE = 'The server cannot be reached.';

interface ViewerOfAnswer {
  readonly user?: { readonly username: string } | null;
}

function faultOf(answer: Answer): string | null {
  const { errors = [] } = answer as { readonly errors?: readonly Fault[] };
  const payload = dataOf(answer)?.['signIn'] as { readonly errors?: readonly Fault[] } | null;
  const [fault] = [...errors, ...(payload?.errors ?? [])];
  if (fault !== undefined) return fault.message;
  return payload == null ? 'The server gave no answer that can be read.' : null;
}

interface Fault {
  readonly message: string;
}
