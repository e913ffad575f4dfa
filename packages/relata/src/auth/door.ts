import type { Viewer } from '../access/viewer.js';
import type { Class } from '../class.js';
import type { Models, Orm } from '../database/orm.js';
import type { Prunable } from '../pruning/prune.js';
import type { Engine, ViewerProof } from '../reading/engine.js';
import type { Identity } from '../request/request-session.js';
import type { RequestInfo } from '../request/context.js';
import type { Settings } from '../settings.js';
import type { Catalog } from '../model/model.js';
import type { UserErrorCode } from '../writing/user-error.js';
import type { PermissionTables } from './permission-tables.js';
import type { PasswordHasher } from './password-rules/password-hasher.js';

/** What a door is opened with. */
export interface DoorParts {
  readonly orm: Orm;
  readonly engine: Engine;
  readonly settings: Settings;
  /** The secret of the server. */
  readonly secret: string;
  readonly passwords: PasswordHasher;
}

/** Who is to be made, as whoever looks after a server says it. */
export interface NewAccount {
  readonly username: string;
  readonly email: string;
  readonly password: string;
}

/** A role with the names of the permissions it gives. */
export interface RoleOfDoor {
  readonly name: string;
  readonly permissions: readonly string[];
}

/** A door of a running application. */
export interface OpenDoor {
  /**
   * Says who asks; null for a request that does not come through this door. What is looked up may be
   * refused: a request with invalid credentials is nobody's, not everybody's.
   */
  identityOf(request: RequestInfo): Identity | null | Promise<Viewer | null>;
  /** Whether it looks for tokens: one that no door takes is nobody's, not everybody's. */
  readonly takesTokens?: boolean;
  /** Instances of its operations, by class. */
  readonly instances: ReadonlyMap<Class, object>;
  /** The roles there are, with the names of the permissions each gives. */
  readonly roles?: () => Promise<readonly RoleOfDoor[]>;
  /** Makes an account that may do everything; undefined where the door keeps no accounts. */
  readonly createAdmin?: (
    account: NewAccount,
  ) => Promise<readonly { readonly path: readonly string[]; readonly message: string }[]>;
}

/**
 * A way of knowing who asks: `passwords(...)`, `jwt(...)`, or a function of the application.
 * @example
 * const doors: readonly AuthDoor[] = [
 *   jwt({
 *     issuer: 'https://id.example.com/',
 *     audience: 'my-api',
 *     jwks: 'https://id.example.com/.well-known/jwks.json',
 *     viewer: ({ sub }) => ({ userId: Number(sub) }),
 *   }),
 * ];
 */
export interface AuthDoor {
  /** Models it keeps beside those of the application. They are no part of the API. */
  readonly models: Models;
  /** Classes of hand-written fields it adds to the API. */
  readonly operations: readonly Class[];
  /** Codes of errors of payloads that its operations alone give. */
  readonly userErrors?: readonly UserErrorCode[];
  /** The model of the application whose rows its viewers are, where it keeps accounts. */
  readonly user?: Class;
  /** Where the permissions of its viewers are; null or undefined where the database has none. */
  readonly permissionTables?: (catalog: Catalog) => PermissionTables | null;
  /** What of its models ends. */
  readonly prunables: readonly Prunable[];
  /**
   * What the database says of a viewer, for statements that find out themselves whether it still
   * holds; null where viewers are nothing of the database.
   * @throws StartupError where the catalog has not what the door needs
   */
  proofOf(catalog: Catalog): ViewerProof | null;
  /** Opens it: once an application. */
  open(parts: DoorParts): OpenDoor;
}

/** Codes of errors that only operations of doors give. */
const OF_DOORS: readonly UserErrorCode[] = ['INVALID_CREDENTIALS'];

/** Whether errors of a code can be met where there are these doors. */
export function isText(code: UserErrorCode, doors: readonly AuthDoor[]): boolean {
  return !OF_DOORS.includes(code) || doors.some(({ userErrors = [] }) => userErrors.includes(code));
}

/** A door that keeps nothing in the database, and adds nothing to the API. */
export function doorWithoutTables(
  open: (parts: DoorParts) => Omit<OpenDoor, 'instances'>,
): AuthDoor {
  return {
    models: [],
    operations: [],
    prunables: [],
    proofOf: () => null,
    open: (parts) => ({ ...open(parts), instances: new Map() }),
  };
}
