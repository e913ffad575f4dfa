import { ChevronDownIcon, DropdownMenu } from '@graphiql/react';
import { useState, useSyncExternalStore, type JSX } from 'react';
import type { PageFacts } from '../page-facts.js';
import type { SignInActions } from './sign-in-actions.js';
import { SignInDialog } from './sign-in-dialog.js';
import type { SignIn } from './sign-in.js';

/** What {@link AccountMenu} shows and does. */
export interface AccountMenuProps {
  readonly signIn: SignIn;
  readonly actions: SignInActions;
  readonly accounts: PageFacts['accounts'];
}

/** Says who operations are sent as, and changes it: to an account of the sample data, or any other. */
export function AccountMenu({ signIn, actions, accounts }: AccountMenuProps): JSX.Element {
  const { signedIn, notice } = useSyncExternalStore(signIn.subscribe, signIn.state);
  const [fault, setFault] = useState<string | null>(null);
  const [isFormOpen, setFormOpen] = useState(false);
  const enter = async (account: (typeof accounts)[number]): Promise<void> => {
    setFault(await actions.enter({ login: account.username, password: account.password }));
  };
  const openForm = (): void => {
    setFault(null);
    setFormOpen(true);
  };
  const name = signedIn === null ? 'Sign in' : (signedIn.username ?? 'somebody');
  return (
    <div className="relata-account">
      <p role="status">{fault ?? notice ?? (signedIn === null ? '' : 'Signed in as')}</p>
      {signedIn === null && accounts.length === 0 ? (
        <button type="button" className="relata-account-button" onClick={openForm}>
          {name}
        </button>
      ) : (
        <DropdownMenu modal={false}>
          <DropdownMenu.Button
            className="relata-account-button"
            aria-label={signedIn === null ? name : `Signed in as ${name}`}
          >
            {name}
            <ChevronDownIcon aria-hidden="true" />
          </DropdownMenu.Button>
          <DropdownMenu.Content align="end" className="relata-account-menu">
            {accounts.length > 0 && (
              <div role="group" aria-label="Accounts of the sample data">
                <p aria-hidden="true">Accounts of the sample data</p>
                {accounts.map((account) => (
                  <DropdownMenu.Item key={account.username} onSelect={() => void enter(account)}>
                    {account.username} <small>{account.role}</small>
                  </DropdownMenu.Item>
                ))}
              </div>
            )}
            <DropdownMenu.Item onSelect={openForm}>Another account …</DropdownMenu.Item>
            {signedIn !== null && (
              <DropdownMenu.Item onSelect={() => void actions.leave()}>Sign out</DropdownMenu.Item>
            )}
          </DropdownMenu.Content>
        </DropdownMenu>
      )}
      <SignInDialog actions={actions} isOpen={isFormOpen} onOpenChange={setFormOpen} />
    </div>
  );
}
