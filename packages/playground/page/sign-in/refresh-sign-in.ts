import { dataOf, isRefused, postGraphQL } from '../post-graphql.js';
import type { SignIn, SignedIn } from './sign-in.js';
import { GRANT, outcomeOf, rootFields } from './sign-in-fields.js';

const OVER = 'Your sign-in is over: sign in again.';

/** Time in which a message surely reaches the other pages. */
const HEARD_MS = 50;

const REFRESH = `mutation Refresh($refreshToken: String) {
  refreshSession(refreshToken: $refreshToken) {${GRANT}  }
}`;

/** Gets a new access token. Resolves to whether there is one. */
export type RefreshSignIn = () => Promise<boolean>;

/**
 * Makes what refreshes a sign-in, one at a time: whoever asks meanwhile waits for the same, and
 * other pages of the browser for their turn. A refresh token that is refused ends the sign-in here;
 * a server that cannot be reached does not.
 */
export function refreshOf(signIn: SignIn): RefreshSignIn {
  let running: Promise<boolean> | null = null;
  return () => {
    if (running === null) {
      const before = signIn.state().signedIn;
      running = inTurn(() => refresh(signIn, before)).finally(() => {
        running = null;
      });
    }
    return running;
  };
}

async function refresh(signIn: SignIn, before: SignedIn | null): Promise<boolean> {
  const { signedIn } = signIn.state();
  if (signedIn !== before) {
    // Another page was faster, and told this one.
    return signedIn !== null;
  }
  const refreshToken = signedIn?.refreshToken ?? null;
  if (refreshToken === null && !signIn.cookies) {
    if (signedIn !== null) signIn.drop(OVER);
    return false;
  }
  const variables = refreshToken === null ? {} : { refreshToken };
  const answer = await postGraphQL({ query: REFRESH, variables });
  const outcome = outcomeOf(rootFields(REFRESH), dataOf(answer));
  if (outcome !== null && outcome !== 'ended') {
    signIn.adopt(outcome);
    return true;
  }
  if (isRefused(answer) && signIn.state().signedIn === before) {
    signIn.drop(before === null ? null : OVER);
  }
  return false;
}

/**
 * Runs work while no other page of the browser does. The turn lasts a little longer than the work,
 * so that the next page has heard of the outcome when it begins. Browsers have locks on secure
 * origins only.
 */
function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (!('locks' in navigator)) return work();
  return new Promise((resolve, reject) => {
    const turn = navigator.locks.request('relata:refresh', async () => {
      resolve(await work());
      await new Promise((done) => setTimeout(done, HEARD_MS));
    });
    turn.catch(reject);
  });
}
