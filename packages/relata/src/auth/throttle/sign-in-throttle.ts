import { Entity, Index, Property } from '@mikro-orm/decorators/legacy';
import { Secret } from '../../model/decorators.js';
import { BaseModel } from '../../model/base-model.js';

/** How often an account or an address was tried of late; see `packages/relata/src/auth/throttle/throttle.ts`. */
@Entity({ tableName: 'sign_in_throttles' })
@Index({ properties: ['updatedAt'] })
export class SignInThrottle extends BaseModel {
  /** Digest of the account or the address, which whoever sees it could guess. */
  @Secret()
  @Property({ type: 'string', unique: true })
  subject!: string;

  /** Tries in the running minute. */
  @Property({ type: 'integer' })
  tries!: number;

  /** When that minute began. */
  @Property({ type: 'datetime' })
  since!: Date;

  /** How often in a row it had to be blocked. */
  @Property({ type: 'integer', default: 0 })
  strikes!: number;

  /** Until when it is blocked. */
  @Property({ type: 'datetime', nullable: true })
  blockedUntil?: Date | null;
}
