import type { Ref } from '@mikro-orm/core';
import { Entity, ManyToOne, Property } from '@mikro-orm/decorators/legacy';
import { BaseModel } from '../../model/base-model.js';
import { User } from '../../models/user.js';

/**
 * A sign-in that lasts: the family of refresh tokens that came of it. No GraphQL type, so that the
 * API knows nothing of it.
 */
@Entity({ tableName: 'auth_sessions' })
export class AuthSession extends BaseModel {
  @ManyToOne(() => User, { ref: true, deleteRule: 'cascade', updateRule: 'no action' })
  user!: Ref<User>;

  /** The access stamp of the user when it began: it ends when that is raised. */
  @Property({ type: 'integer' })
  accessStamp!: number;

  /** When the session ends whatever happens. */
  @Property({ type: 'datetime', index: true })
  expiresAt!: Date;

  /** When it was ended before that: a sign-out, a new password, a token used twice. */
  @Property({ type: 'datetime', nullable: true, index: true })
  revokedAt?: Date | null;
}
