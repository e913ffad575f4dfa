import { application } from '../../src/app.js';
import { type Application, tablesOf } from '../../packages/relata/src/application.js';
import {
  type AuthSession as AuthSessionRow,
  authModelsOf,
  type RefreshToken as RefreshTokenRow,
} from '../../packages/relata/src/auth/passwords/auth-models.js';
import type { Class } from '../../packages/relata/src/class.js';
import type { Models, Tables } from '../../packages/relata/src/database/orm.js';
import { User } from '../../src/models/index.js';

/** What a test serves in the place of, and beside, what the application does. */
export interface Served {
  /** The models, in the place of its own. */
  readonly models?: Models;
  /** How it is known who asks, in the place of passwords; they leave tables that nothing uses. */
  readonly auth?: Application['auth'];
  /** More hand-written fields. */
  readonly operations?: readonly Class[];
}

/** The application with what a test changes of it. */
export function applicationWith({ models, auth, operations = [] }: Served): Application {
  return {
    ...application,
    ...(models === undefined ? {} : { models }),
    ...(auth === undefined ? {} : { auth }),
    operations: [...(application.operations ?? []), ...operations],
  };
}

/** What the application keeps in its database. */
export const TABLES: Tables = tablesOf(application);

const signIns = authModelsOf(User);

/** Sign-ins, which the application keeps as it has `passwords`. */
export const { AuthSession } = signIns;
/** A row of them. */
export type AuthSession = AuthSessionRow;

/** Refresh tokens, likewise. */
export const { RefreshToken } = signIns;
/** A row of them. */
export type RefreshToken = RefreshTokenRow;
