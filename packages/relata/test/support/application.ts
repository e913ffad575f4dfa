import { type Application, tablesOf } from '../../src/application.js';
import {
  type AuthSession as AuthSessionRow,
  authModelsOf,
  type RefreshToken as RefreshTokenRow,
} from '../../src/auth/passwords/auth-models.js';
import type { Class } from '../../src/class.js';
import type { Models, Tables } from '../../src/database/orm.js';
import { blog } from '../blog/blog.js';
import { User } from '../blog/models/index.js';

/** What a test serves in the place of, and beside, what the blog has. */
export interface Served {
  /** The models, in the place of its own. */
  readonly models?: Models;
  /** How it is known who asks, in the place of passwords; they leave tables that nothing uses. */
  readonly auth?: Application['auth'];
  /** More hand-written fields. */
  readonly operations?: readonly Class[];
}

/** The blog with what a test changes of it. */
export function blogWith({ models, auth, operations = [] }: Served): Application {
  return {
    ...blog,
    ...(models === undefined ? {} : { models }),
    ...(auth === undefined ? {} : { auth }),
    operations: [...(blog.operations ?? []), ...operations],
  };
}

/** What the blog keeps in its database. */
export const TABLES: Tables = tablesOf(blog);

const signIns = authModelsOf(User);

/** Sign-ins, which the blog keeps as it has `passwords`. */
export const { AuthSession } = signIns;
/** A row of them. */
export type AuthSession = AuthSessionRow;

/** Refresh tokens, likewise. */
export const { RefreshToken } = signIns;
/** A row of them. */
export type RefreshToken = RefreshTokenRow;
