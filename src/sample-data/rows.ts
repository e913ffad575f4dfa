import type { JsonValue } from 'relata';
import type { Gender, PostStatus, Profession } from '../models/enums.js';

/** When a row came to be and last changed. */
interface Changing {
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** One more than the number of changes. */
  readonly version: number;
}

/** A row of `users`, without what is computed on write. */
export interface UserRow extends Changing {
  readonly username: string;
  readonly email: string;
  readonly passwordHash: string;
  readonly isActive: boolean;
  readonly deletedAt: Date | null;
}

/** A row of `profiles`, without its user. */
export interface ProfileRow extends Changing {
  readonly firstName: string;
  readonly lastName: string | null;
  readonly age: number | null;
  readonly gender: Gender;
  readonly profession: Profession;
  readonly interests: readonly string[] | null;
  readonly contacts: JsonValue | null;
  readonly bio: string | null;
  readonly avatar: Buffer | null;
}

/** A row of `posts`, without its author. */
export interface PostRow extends Changing {
  readonly title: string;
  readonly content: string;
  readonly status: PostStatus;
  readonly publishedAt: Date | null;
}

/** A row of `rbac_roles` or `rbac_permissions`. */
export interface NamedRow {
  readonly name: string;
  readonly description: string | null;
}

/** A role with the names of its permissions. */
export interface RoleRow extends NamedRow {
  readonly permissions: readonly string[];
}

/** A user with all that belongs to it; tags and roles by their position in their lists. */
export interface SeededUser {
  readonly row: UserRow;
  readonly profile: ProfileRow | null;
  readonly roles: readonly number[];
  readonly tags: readonly number[];
}

/** A post; author and tags by their position in their lists. */
export interface SeededPost {
  readonly row: PostRow;
  readonly author: number;
  readonly tags: readonly number[];
}

/**
 * The password hash of every made-up user: a well-formed PHC string of argon2id for which nobody
 * knows a password, so that no seeded account can be signed in to.
 */
export const UNUSABLE_PASSWORD_HASH = `$argon2id$v=19$m=19456,t=2,p=1$bm8gcGFzc3dvcmQgYXQgYWxs$${'A'.repeat(43)}`;
