import { Collection, type Opt, type Ref } from '@mikro-orm/core';
import { BeforeCreate, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Field, Int } from 'type-graphql';
import {
  Access,
  type Application,
  BelongsTo,
  BelongsToOne,
  everyone,
  HasMany,
  HasOne,
  Model,
  RuleError,
  UniqueString,
  Version,
  where,
} from 'relata';
import { KEYS } from './club.js';

const OPEN = { read: everyone, create: everyone, update: everyone, delete: everyone } as const;

/** What stands before the properties that are the key of owners. */
type KeyOfOwner = (prototype: object) => void;

/** Kinds of keys that owners have: those of one column, two columns of which one is a row, and a row alone. */
export const KEYS_OF_OWNERS = [...Object.keys(KEYS), 'several columns', 'another row'] as const;

/** Whether shadows are held by pins: nothing can refer to a row whose key is another row, of several columns. */
export function hasPins(kind: string): boolean {
  return kind !== 'several columns';
}

/**
 * Owners with two rows that have their key: a shadow, which goes when another takes its place, and a badge, which does not.
 * @param kind - of the keys of owners
 */
export function pairsOf(kind: string): Application {
  @Model({ description: 'What some keys are made of.' })
  @Access<Place>(OPEN)
  class Place {
    @PrimaryKey({ type: 'bigint', autoincrement: true })
    id!: Opt<bigint>;

    @UniqueString()
    @Field({ description: 'Its name.' })
    name!: string;

    owner!: Ref<Owner> | null;
  }

  const keyOfOwner: KeyOfOwner = (prototype) => {
    switch (kind) {
      case 'several columns':
        BelongsTo(() => Place, { primary: true, reverse: 'owners' })(prototype, 'place');
        PrimaryKey({ type: 'integer' })(prototype, 'number');
        Field(() => Int)(prototype, 'number');
        return;
      case 'another row':
        BelongsToOne(() => Place, 'owner', { primary: true })(prototype, 'place');
        HasOne(() => Owner, 'place')(Place.prototype, 'owner');
        return;
      default:
        PrimaryKey(KEYS[kind] as never)(prototype, 'id');
    }
  };

  @Model({ description: 'What has the others.' })
  @Access<Owner>(OPEN)
  class Owner {
    place!: Ref<Place>;

    @UniqueString()
    @Field({ description: 'Its name.' })
    name!: string;

    @HasOne(() => Shadow, 'owner', { orphanRemoval: true, description: 'What it casts.' })
    shadow!: Ref<Shadow> | null;

    @HasOne(() => Badge, 'owner', { description: 'What it wears.' })
    badge!: Ref<Badge> | null;

    @HasMany(() => Finger, 'owner', { orphanRemoval: true, description: 'What it counts with.' })
    fingers = new Collection<Finger>(this);

    @Version()
    @Field(() => Int, { description: 'How often it was changed.' })
    version!: Opt<number>;
  }
  keyOfOwner(Owner.prototype);

  @Model({ description: 'What is cast.' })
  @Access<Shadow>({
    ...OPEN,
    create: where<Shadow>({ length: { lt: 200 } }),
    delete: where<Shadow>({ length: { lt: 100 } }),
  })
  class Shadow {
    @BelongsToOne(() => Owner, 'shadow', { primary: true, description: 'Whose it is.' })
    owner!: Ref<Owner>;

    @Property({ type: 'integer' })
    @Field(() => Int, { description: 'How long it is.' })
    length!: number;

    @Property({ type: 'string', nullable: true, unique: true })
    @Field(() => String, { nullable: true, description: 'What no other has.' })
    mark?: string | null;

    pin!: Ref<Pin> | null;

    @BeforeCreate()
    refuse(): void {
      if (this.length < 0) {
        throw new RuleError('casts no light');
      }
    }
  }

  @Model({ description: 'What is worn.' })
  @Access<Badge>({ ...OPEN })
  class Badge {
    @BelongsToOne(() => Owner, 'badge', { primary: true, description: 'Whose it is.' })
    owner!: Ref<Owner>;

    @Property({ type: 'string' })
    @Field({ description: 'What it says.' })
    text!: string;
  }

  @Model({ description: 'What is counted with.' })
  @Access<Finger>(OPEN)
  class Finger {
    @BelongsTo(() => Owner, { primary: true, reverse: 'fingers', description: 'Whose it is.' })
    owner!: Ref<Owner>;

    @PrimaryKey({ type: 'integer' })
    @Field(() => Int, { description: 'Which of them.' })
    number!: number;

    @Property({ type: 'string' })
    @Field({ description: 'What is on it.' })
    ring!: string;
  }

  @Model({ description: 'What holds a shadow.' })
  @Access<Pin>(OPEN)
  class Pin {
    @PrimaryKey({ type: 'integer', autoincrement: true })
    id!: Opt<number>;

    @BelongsToOne(() => Shadow, 'pin', { nullable: true, onDelete: 'set null' })
    shadow?: Ref<Shadow> | null;

    @BelongsTo(() => Place, { setByViewer: true, nullable: true, reverse: false })
    maker?: Ref<Place> | null;
  }
  if (hasPins(kind)) {
    HasOne(() => Pin, 'shadow', { description: 'What holds it.' })(Shadow.prototype, 'pin');
  }

  const models = [Place, Owner, Shadow, Badge, Finger, ...(hasPins(kind) ? [Pin] : [])];
  return { models };
}
