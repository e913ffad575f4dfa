import { Collection, type Opt, type Ref } from '@mikro-orm/core';
import { PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { GraphQLDateTime } from 'graphql-scalars';
import { Field, Int } from 'type-graphql';
import {
  Access,
  type Application,
  BaseModel,
  BelongsTo,
  BelongsToMany,
  BelongsToOne,
  CreatedAt,
  everyone,
  HasOne,
  Model,
  UniqueString,
  UpdatedAt,
  Version,
} from 'relata';

const OPEN = { read: everyone, create: everyone, update: everyone, delete: everyone };

/** A table and columns that somebody else named, with words of SQL and letters of both cases. */
@Model({ description: 'Who looks after things.', table: 'Select', orderBy: { name: 'DESC' } })
@Access<Keeper>(OPEN)
export class Keeper {
  @PrimaryKey({ type: 'integer', autoincrement: true, fieldName: 'Order' })
  id!: Opt<number>;

  @UniqueString({ length: 40 })
  @Field({ description: 'The name.', deprecationReason: 'Has no last name.' })
  name!: string;

  @Property({ type: 'string', fieldName: 'from "where"', nullable: true, unique: true })
  @Field(() => String, { nullable: true, description: 'Where from.', deprecationReason: 'Old.' })
  origin?: string | null;

  @Version({ fieldName: 'lock no' })
  @Field(() => Int, { description: 'How often it was changed.' })
  revision!: Opt<number>;

  @CreatedAt({ fieldName: 'since' })
  @Field(() => GraphQLDateTime, { description: 'When it began.' })
  begun!: Opt<Date>;

  @UpdatedAt()
  @Field(() => GraphQLDateTime, { description: 'When it was looked at.' })
  touched!: Opt<Date>;

  @HasOne(() => Locker, 'keeper', { description: 'What it may lock.' })
  locker!: Ref<Locker> | null;

  @BelongsToMany(() => Hall, { through: () => Shift, reverse: 'keepers', description: 'Where.' })
  halls = new Collection<Hall>(this);
}

/** Nothing but a key and a name: no version, no times. */
@Model({ description: 'A hall.', table: 'group' })
@Access<Hall>(OPEN)
class Hall {
  @PrimaryKey({ type: 'integer', autoincrement: true })
  id!: Opt<number>;

  @UniqueString({ length: 40 })
  @Field({ description: 'The name.' })
  name!: string;

  @BelongsToMany(() => Keeper, {
    through: () => Tour,
    reverse: 'toured',
    description: 'Who leads people through.',
  })
  guides = new Collection<Keeper>(this);
}

/** An association that cannot be made of two keys alone. */
@Model({ description: 'Who leads people where, and how.' })
@Access<Tour>(OPEN)
class Tour {
  @BelongsTo(() => Hall, { primary: true, description: 'Where.' })
  hall!: Ref<Hall>;

  @BelongsTo(() => Keeper, { primary: true, description: 'Who.' })
  keeper!: Ref<Keeper>;

  @Property({ type: 'text' })
  @Field({ description: 'In which language.' })
  language!: string;
}

/** The association of the two, with a column of its own. */
@Model({ description: 'Who watches where.', table: 'user' })
@Access<Shift>(OPEN)
class Shift {
  @BelongsTo(() => Keeper, { primary: true, fieldName: 'who', description: 'Who.' })
  keeper!: Ref<Keeper>;

  @BelongsTo(() => Hall, { primary: true, fieldName: 'in hall', description: 'Where.' })
  hall!: Ref<Hall>;

  @Property({ type: 'integer', default: 8 })
  @Field(() => Int, { description: 'Hours.' })
  hours!: Opt<number>;
}

/** An optional one-to-one, and two relations more to the same model. */
@Model({ description: 'A locker.', table: 'Lockers' })
@Access<Locker>(OPEN)
class Locker extends BaseModel {
  @BelongsToOne(() => Keeper, 'locker', { nullable: true, description: 'Whose.' })
  keeper?: Ref<Keeper> | null;

  @BelongsTo(() => Keeper, {
    nullable: true,
    fieldName: 'Cleaner ID',
    reverse: 'cleans',
    deprecationReason: 'Cleans no more.',
    description: 'Who cleans it.',
  })
  cleaner?: Ref<Keeper> | null;

  @BelongsTo(() => Keeper, { nullable: true, reverse: 'paints', description: 'Who painted it.' })
  painter?: Ref<Keeper> | null;
}

/** A table that is only read. */
@Model({
  description: 'What was seen.',
  table: 'log-book',
  orderBy: [{ keeper: { name: 'ASC' } }, { id: 'DESC' }],
})
@Access<Entry>({ read: everyone })
export class Entry extends BaseModel {
  @BelongsTo(() => Keeper, { nullable: true, reverse: 'entries', description: 'By whom.' })
  keeper?: Ref<Keeper> | null;
}

/** An application whose tables are as somebody else left them. */
export const museum: Application = { models: [Keeper, Hall, Shift, Tour, Locker, Entry] };
