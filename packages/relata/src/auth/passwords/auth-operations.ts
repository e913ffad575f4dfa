import { Arg, Ctx, Extensions, Mutation, Resolver } from 'type-graphql';
import { getOrMake } from '../../cache/get-or-make.js';
import type { Class } from '../../class.js';
import type { RequestContext } from '../../request/context.js';
import { OWN_CREDENTIALS, STANDALONE } from '../../writing/document/standalone.js';
import { authPayloadOf, type AuthResult, SignUpInput } from './auth-types.js';
import type { PasswordAuth } from './password-auth.js';

/** The fields of signing in and out, as classes that each take a {@link PasswordAuth}. */
export interface AuthOperations {
  readonly SignIn: new (auth: PasswordAuth) => object;
  readonly SignOut: new (auth: PasswordAuth) => object;
}

// Decorators write into type-graphql's own storage: once for each model of users.
const made = new WeakMap<Class, AuthOperations>();

/** The mutations of signing in. Each stands alone in its document. @param user - model of users */
export function authOperationsOf(user: Class): AuthOperations {
  return getOrMake(made, user, () => {
    const payload = authPayloadOf(user);
    return { SignIn: signInOperations(payload), SignOut: signOutOperations(payload) };
  });
}

const REFRESH_TOKEN = {
  nullable: true,
  description: 'The newest one; left out where tokens travel in cookies.',
};
const ENDED_TOKEN = {
  nullable: true,
  description: 'Ends its sign-in, too: for clients whose access token may have expired.',
};
const NEW_PASSWORD = { description: '8 to 256 characters, not a common password.' };

function signInOperations(payload: Class): AuthOperations['SignIn'] {
  /** Signing up and in, and staying so. */
  @Resolver()
  class SignInOperations {
    readonly #auth: PasswordAuth;

    constructor(auth: PasswordAuth) {
      this.#auth = auth;
    }

    @Extensions(OWN_CREDENTIALS)
    @Mutation(() => payload, { nullable: true, description: 'Makes a new user and signs it in.' })
    signUp(
      @Arg('input', () => SignUpInput, { description: 'Who signs up.' }) input: SignUpInput,
      @Ctx() context: RequestContext,
    ): Promise<AuthResult> {
      return this.#auth.signUp(input, context);
    }

    @Extensions(OWN_CREDENTIALS)
    @Mutation(() => payload, { nullable: true, description: 'Signs a user in.' })
    signIn(
      @Arg('login', () => String, { description: 'Username or e-mail address.' }) login: string,
      @Arg('password', () => String, { description: 'The password.' }) password: string,
      @Ctx() context: RequestContext,
    ): Promise<AuthResult> {
      return this.#auth.signIn(login, password, context);
    }

    @Extensions(OWN_CREDENTIALS)
    @Mutation(() => payload, {
      nullable: true,
      description:
        'Exchanges a refresh token for the next. One used again after some seconds ends the sign-in.',
    })
    refreshSession(
      @Arg('refreshToken', () => String, REFRESH_TOKEN) refreshToken: string | null | undefined,
      @Ctx() context: RequestContext,
    ): Promise<AuthResult> {
      return this.#auth.refresh(refreshToken ?? null, context);
    }
  }
  return SignInOperations;
}

function signOutOperations(payload: Class): AuthOperations['SignOut'] {
  /** Ending sign-ins. */
  @Resolver()
  class SignOutOperations {
    readonly #auth: PasswordAuth;

    constructor(auth: PasswordAuth) {
      this.#auth = auth;
    }

    @Extensions(OWN_CREDENTIALS)
    @Mutation(() => Boolean, {
      nullable: true,
      description: 'Ends the sign-in of this request; true as well where it had ended before.',
    })
    signOut(
      @Arg('refreshToken', () => String, ENDED_TOKEN) refreshToken: string | null | undefined,
      @Ctx() context: RequestContext,
    ): Promise<boolean> {
      return this.#auth.signOut(refreshToken ?? null, context);
    }

    @Extensions(STANDALONE)
    @Mutation(() => Boolean, { nullable: true, description: 'Ends every sign-in of the viewer.' })
    signOutEverywhere(@Ctx() context: RequestContext): Promise<boolean> {
      return this.#auth.signOutEverywhere(context);
    }

    @Extensions(STANDALONE)
    @Mutation(() => payload, {
      nullable: true,
      description: 'Sets a new password, ends every sign-in of the viewer and begins a new one.',
    })
    changePassword(
      @Arg('currentPassword', () => String, { description: 'The one until now.' }) current: string,
      @Arg('newPassword', () => String, NEW_PASSWORD) next: string,
      @Ctx() context: RequestContext,
    ): Promise<AuthResult> {
      return this.#auth.changePassword({ current, next }, context);
    }
  }
  return SignOutOperations;
}
