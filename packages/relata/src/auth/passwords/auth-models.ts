import type { Key } from '../../kinds/kind.js';
import type { AnyEntity, EntityClass, Ref } from '@mikro-orm/core';
import { Entity, ManyToOne, Property } from '@mikro-orm/decorators/legacy';
import { getOrMake } from '../../cache/get-or-make.js';
import { BaseModel } from '../../model/base-model.js';
import { Secret } from '../../model/decorators.js';

/** What signing in by a password needs of the model of users. */
export interface Account {
  /** Its key as code has it. */
  id: Key | bigint;
  /** The caseless key of `username`. */
  usernameKey: string;
  /** The caseless key of `email`. */
  emailKey: string;
  /** What is kept of the password: `@HashOf('password', ...)`. */
  passwordHash: string;
  isActive: boolean;
  deletedAt?: Date | null;
  /** Raised by whatever ends the sign-ins of a user. */
  accessStamp: number;
}

/**
 * A sign-in that lasts: the family of refresh tokens that came of it. No GraphQL type, so that the
 * API knows nothing of it.
 */
export interface AuthSession extends BaseModel {
  user: Ref<Account>;
  /** The access stamp of the user when it began: it ends when that is raised. */
  accessStamp: number;
  /** When the session ends whatever happens. */
  expiresAt: Date;
  /** When it was ended before that: a sign-out, a new password, a token used twice. */
  revokedAt?: Date | null;
}

/** A refresh token, of which only the SHA-256 digest is kept. It is exchanged once. */
export interface RefreshToken extends BaseModel {
  session: Ref<AuthSession>;
  digest: Buffer;
  /** When it was exchanged for the next one. */
  usedAt?: Date | null;
  /** When it is of no use any more, unless it was exchanged before. */
  expiresAt: Date;
}

/** The tables of sign-ins, which refer to the table of users. */
export interface AuthModels {
  readonly AuthSession: EntityClass<AuthSession>;
  readonly RefreshToken: EntityClass<RefreshToken>;
}

/** Table of {@link AuthSession}. */
export const SESSION_TABLE = 'auth_sessions';

const made = new WeakMap<object, AuthModels>();

/** The models of the sign-ins of users, once for each model of users. */
export function authModelsOf(user: EntityClass<AnyEntity>): AuthModels {
  return getOrMake(made, user, () => makeAuthModels(user));
}

function makeAuthModels(user: EntityClass<AnyEntity>): AuthModels {
  @Entity({ tableName: SESSION_TABLE })
  class AuthSession extends BaseModel {
    @ManyToOne(() => user, { ref: true, deleteRule: 'cascade', updateRule: 'no action' })
    user!: Ref<Account>;

    @Property({ type: 'integer' })
    accessStamp!: number;

    @Property({ type: 'datetime', index: true })
    expiresAt!: Date;

    @Property({ type: 'datetime', nullable: true, index: true })
    revokedAt?: Date | null;
  }

  @Entity({ tableName: 'refresh_tokens' })
  class RefreshToken extends BaseModel {
    @ManyToOne(() => AuthSession, { ref: true, deleteRule: 'cascade', updateRule: 'no action' })
    session!: Ref<AuthSession>;

    @Secret()
    @Property({ type: 'blob', unique: true })
    digest!: Buffer;

    @Property({ type: 'datetime', nullable: true })
    usedAt?: Date | null;

    @Property({ type: 'datetime', index: true })
    expiresAt!: Date;
  }
  return { AuthSession, RefreshToken };
}
