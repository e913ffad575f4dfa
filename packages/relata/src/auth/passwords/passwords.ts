import type { AnyEntity, EntityClass } from '@mikro-orm/core';
import type { Class } from '../../class.js';
import { StartupError } from '../../errors.js';
import type { Model } from '../../model/model.js';
import { propertyDeclarationOf, type SecretRule } from '../../model/declarations.js';
import type { AuthDoor, DoorParts, OpenDoor } from '../door.js';
import { SignInThrottle } from '../throttle/sign-in-throttle.js';
import { Throttle } from '../throttle/throttle.js';
import { AccessTokens } from '../tokens/access-tokens.js';
import { RefreshTokens } from '../tokens/refresh-tokens.js';
import { viewerOperationsOf } from '../viewer-operations.js';
import { type Account, type AuthModels, authModelsOf } from './auth-models.js';
import { authOperationsOf } from './auth-operations.js';
import { PasswordAuth } from './password-auth.js';
import { PasswordSignIn } from './password-sign-in.js';
import { permissionTablesOf } from './permission-tables.js';
import { authPrunables } from './prunables.js';
import { rolesOf } from './roles.js';
import { Sessions } from './sessions.js';
import { type NewAccounts, SignUp } from './sign-up.js';
import { SignUpGate } from './sign-up-gate.js';
import { keyFormOf } from '../../model/key.js';
import { viewerProofOf } from './viewer-proof.js';
import { checkSignUp, userModelOf } from './user-model.js';
import { userAttributesOf } from './user-attributes.js';
import { Viewers, type ViewersParts } from './viewers.js';

/**
 * Who signs in by a password, and what they may do.
 * @example
 * const options: PasswordsOptions = {
 *   user: User,
 *   permissions: 'roles.permissions.name',
 *   signUp: { roles: 'roles.name', role: 'author', permissions: ['user:create'] },
 *   adminRole: 'admin',
 * };
 */
export interface PasswordsOptions {
  /** Model of users: it has the columns of {@link Account}. */
  readonly user: EntityClass<AnyEntity> & EntityClass<Account>;
  /** How the names of permissions are reached from a user: `roles.permissions.name`. */
  readonly permissions: string;
  /** How accounts are made by signing up. */
  readonly signUp: NewAccounts;
  /** Role of those who look after everything else, by name. */
  readonly adminRole: string;
  /**
   * What rules and tenants know of a viewer besides: names of attributes, and of each the column or the to-one relation of
   * the user that has it, `{ clinic: 'clinic' }`.
   */
  readonly attributes?: Readonly<Record<string, string>>;
}

/**
 * Signing in by user name or e-mail address and a password: sessions, tokens, throttle, and the fields
 * `viewer`, `signUp`, `signIn`, `refreshSession`, `signOut`, `signOutEverywhere`, `changePassword`.
 * @example
 * const auth = passwords({
 *   user: User,
 *   permissions: 'roles.permissions.name',
 *   signUp: { roles: 'roles.name', role: 'author', permissions: ['user:create'] },
 *   adminRole: 'admin',
 * });
 */
export function passwords(options: PasswordsOptions): AuthDoor {
  const user = options.user as unknown as Class;
  const models = authModelsOf(options.user);
  const { SignIn, SignOut } = authOperationsOf(user);
  return {
    models: [models.AuthSession, models.RefreshToken, SignInThrottle] as AuthDoor['models'],
    operations: [viewerOperationsOf(user), SignIn, SignOut],
    user,
    userErrors: ['INVALID_CREDENTIALS'],
    permissionTables: (catalog) =>
      permissionTablesOf(
        userModelOf(catalog, user),
        { permissions: options.permissions, roles: options.signUp.roles },
        options.adminRole,
      ),
    prunables: authPrunables(models),
    proofOf: (catalog) => proofOf(userModelOf(catalog, user), options).proof,
    open: (parts) => openPasswords(parts, options, models),
  };
}

function openPasswords(
  { orm, engine, settings: { auth: settings, execution }, secret, passwords: hasher }: DoorParts,
  options: PasswordsOptions,
  models: AuthModels,
): OpenDoor {
  const model = userModelOf(engine.catalog, options.user as unknown as Class);
  if (settings.signUp) {
    checkSignUp(model);
  }
  const { user } = options;
  const { SignIn, SignOut } = authOperationsOf(user as unknown as Class);
  const userKey = keyFormOf(model.id);
  const accessTokens = new AccessTokens(secret, settings.accessTokenMs, userKey);
  const refreshTokens = new RefreshTokens(secret);
  const sessions = new Sessions({ orm, models, userKey, accessTokens, refreshTokens, settings });
  const throttle = new Throttle(orm);
  const viewers = new Viewers({
    orm,
    ...proofOf(model, options),
    tokens: accessTokens,
    cookies: settings.cookies,
  });
  const signUp = new SignUp({ orm, engine, user: model, accounts: options.signUp });
  const auth = new PasswordAuth({
    user,
    rule: passwordRuleOf(model),
    viewers,
    sessions,
    signIn: new PasswordSignIn({ orm, user, passwords: hasher, sessions, throttle, settings }),
    signUp,
    signUpGate: new SignUpGate(throttle, settings),
    cookies: settings.cookies,
    refreshIdleMs: settings.refreshIdleMs,
  });
  return {
    takesTokens: true,
    identityOf: (request) => viewers.identityOf(request),
    instances: new Map<Class, object>([
      [SignIn, new SignIn(auth)],
      [SignOut, new SignOut(auth)],
    ]),
    roles: () =>
      rolesOf(orm, model, { roles: options.signUp.roles, permissions: options.permissions }),
    createAdmin: async (account) => {
      const signal = AbortSignal.timeout(execution.deadlineMs);
      const outcome = await signUp.create(
        { request: NO_REQUEST, signal },
        account,
        options.adminRole,
      );
      return 'userErrors' in outcome ? outcome.userErrors : [];
    },
  };
}

/** What the database says of a viewer, and what it says besides permissions. */
function proofOf(
  user: Model,
  options: PasswordsOptions,
): Pick<ViewersParts, 'proof' | 'attributes'> {
  const attributes = userAttributesOf(user, options.attributes);
  return { proof: viewerProofOf(user, options.permissions, attributes), attributes };
}

/** Stands for the request where there is none. */
const NO_REQUEST = {
  id: 'create-admin',
  address: '',
  headers: {},
  setCookie: () => undefined,
  logError: () => undefined,
};

function passwordRuleOf({ name, target }: Model): SecretRule {
  const { hashOf } = propertyDeclarationOf(target, 'passwordHash');
  if (hashOf === undefined) {
    throw new StartupError(`passwords: ${name}.passwordHash must have @HashOf('password', ...)`);
  }
  return hashOf.rule;
}
