import type { Ref } from '@mikro-orm/core';
import { Entity, ManyToOne, Property } from '@mikro-orm/decorators/legacy';
import { Secret } from '../model/decorators.js';
import { AuthSession } from '../auth/passwords/auth-models.js';
import { BaseModel } from '../model/base-model.js';

/** A refresh token, of which only the SHA-256 digest is kept. It is exchanged once. */
@Entity({ tableName: 'refresh_tokens' })
export class RefreshToken extends BaseModel {
  @ManyToOne(() => AuthSession, { ref: true, deleteRule: 'cascade', updateRule: 'no action' })
  session!: Ref<AuthSession>;

  @Secret()
  @Property({ type: 'blob', unique: true })
  digest!: Buffer;

  /** When it was exchanged for the next one. */
  @Property({ type: 'datetime', nullable: true })
  usedAt?: Date | null;

  /** When it is of no use any more, unless it was exchanged before. */
  @Property({ type: 'datetime', index: true })
  expiresAt!: Date;
}
