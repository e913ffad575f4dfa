import { useSyncExternalStore, type JSX } from 'react';
import type { SignIn } from './sign-in.js';

/** What {@link SignInStatus} shows and does. */
export interface SignInStatusProps {
  readonly signIn: SignIn;
  /** Ends the sign-in. */
  readonly onSignOut: () => void;
}

/** Says who the operations are sent as; nothing to a visitor who is nobody. */
export function SignInStatus({ signIn, onSignOut }: SignInStatusProps): JSX.Element {
  const { signedIn, notice } = useSyncExternalStore(signIn.subscribe, signIn.state);
  return (
    <span className="relata-sign-in" role="status">
      {signedIn === null ? (
        notice
      ) : (
        <>
          {signedIn.username === null ? 'signed in' : `signed in as ${signedIn.username}`}{' '}
          <button type="button" onClick={onSignOut}>
            sign out
          </button>
        </>
      )}
    </span>
  );
}
