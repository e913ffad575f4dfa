import { Button, Dialog } from '@graphiql/react';
import { useState, type JSX, type SubmitEvent } from 'react';
import type { SignInActions } from './sign-in-actions.js';

/** What {@link SignInDialog} does. */
export interface SignInDialogProps {
  readonly actions: SignInActions;
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
}

/** A form for signing in to any account. */
export function SignInDialog({ actions, isOpen, onOpenChange }: SignInDialogProps): JSX.Element {
  return (
    <Dialog open={isOpen} onOpenChange={onOpenChange}>
      <div className="graphiql-dialog-header">
        <Dialog.Title className="graphiql-dialog-title">Sign in</Dialog.Title>
        <Dialog.Close />
      </div>
      <Dialog.Description className="relata-visually-hidden">
        Operations are then sent in the name of the account.
      </Dialog.Description>
      <SignInForm
        actions={actions}
        onDone={() => {
          onOpenChange(false);
        }}
      />
    </Dialog>
  );
}

interface SignInFormProps {
  readonly actions: SignInActions;
  readonly onDone: () => void;
}

function SignInForm({ actions, onDone }: SignInFormProps): JSX.Element {
  const [fault, setFault] = useState<string | null>(null);
  const [isWaiting, setWaiting] = useState(false);
  const submit = async (event: SubmitEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setWaiting(true);
    const outcome = await actions.enter({
      login: textOf(form, 'login'),
      password: textOf(form, 'password'),
    });
    setWaiting(false);
    setFault(outcome);
    if (outcome === null) onDone();
  };
  return (
    <form className="relata-sign-in-form" onSubmit={(event) => void submit(event)}>
      <label>
        Username or e-mail address
        <input name="login" autoComplete="username" autoCapitalize="none" required autoFocus />
      </label>
      <label>
        Password
        <input name="password" type="password" autoComplete="current-password" required />
      </label>
      <p role="alert">{fault}</p>
      <Button type="submit" className="relata-primary" disabled={isWaiting}>
        Sign in
      </Button>
    </form>
  );
}

function textOf(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
}
