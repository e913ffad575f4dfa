import { BigIntType } from '@mikro-orm/core';
import { Entity, PrimaryKey, Property, Unique } from '@mikro-orm/decorators/legacy';

/** Where answers are kept; see `packages/relata/src/writing/document/idempotency.ts`. */
export const IDEMPOTENCY_TABLE = 'idempotency_keys';

/** An answer kept under an Idempotency-Key. The engine's own table: no model, no GraphQL type. */
@Entity({ tableName: IDEMPOTENCY_TABLE })
@Unique({ properties: ['viewerId', 'key'] })
export class IdempotencyEntry {
  @PrimaryKey({ type: 'integer', autoincrement: true })
  id!: number;

  /** The key of the viewer, whatever the model of users has for keys. */
  @Property({ type: 'string' })
  viewerId!: string;

  @Property({ type: 'string' })
  key!: string;

  /** SHA-256 of document, operation name and variables, base64url. */
  @Property({ type: 'string' })
  fingerprint!: string;

  /** The answer as JSON text. */
  @Property({ type: 'text' })
  answer!: string;

  /** When it was kept, in milliseconds since 1970. */
  @Property({ type: new BigIntType('number'), index: true })
  keptAt!: number;
}
