import { Collection, type Opt, type Ref } from '@mikro-orm/core';
import { PrimaryKey, Property, Unique } from '@mikro-orm/decorators/legacy';
import { GraphQLDateTime } from 'graphql-scalars';
import { Field, Int } from 'type-graphql';
import {
  Access,
  allOf,
  anyOf,
  type Application,
  BaseModel,
  BelongsTo,
  BelongsToMany,
  BelongsToOne,
  can,
  everyone,
  HasMany,
  HasOne,
  Model,
  MutableModel,
  not,
  own,
  readable,
  signedIn,
  Tenant,
  Tree,
  UniqueString,
  where,
} from 'relata';

/** The tenants: each is seen by those in it. */
@Model({ description: 'A clinic.' })
@Access<Clinic>({
  read: where<Clinic>(({ attributes }) => ({ id: { eq: attributes['clinic'] } })),
  create: can('clinic:create'),
  update: can('clinic:update'),
  delete: can('clinic:delete'),
})
export class Clinic extends MutableModel {
  @UniqueString()
  @Field({ description: 'The name.' })
  name!: string;
}

/** What all clinics have in common. */
@Model({ description: 'A country.', plural: 'Countries' })
@Access<Country>({
  read: everyone,
  create: can('country:create'),
  update: signedIn,
  delete: can('country:delete'),
})
export class Country extends BaseModel {
  @UniqueString()
  @Field({ description: 'The name.' })
  name!: string;
}

/** Who treats; found by a licence. */
@Model({ description: 'A doctor.' })
@Access<Doctor>({ read: everyone, create: signedIn, update: signedIn, delete: signedIn })
export class Doctor extends MutableModel {
  @Tenant({ attribute: 'clinic' })
  @BelongsTo(() => Clinic, { reverse: 'doctors', description: 'Where.' })
  clinic!: Ref<Clinic>;

  @UniqueString()
  @Field({ description: 'The number of the licence.' })
  licence!: string;

  @Tree()
  @BelongsTo(() => Doctor, {
    nullable: true,
    onDelete: 'set null',
    reverse: 'assistants',
    description: 'Who leads.',
  })
  head?: Ref<Doctor> | null;

  @HasMany(() => Patient, 'doctor', { orphanRemoval: true, description: 'Whom the doctor treats.' })
  patients = new Collection<Patient>(this);
}

/** Who is treated: known by a code and by a name, whatever its case. */
@Model({ description: 'A patient.' })
@Access<Patient>({
  read: anyOf(where<Patient>({ isShown: { eq: true } }), can('patient:read')),
  readDeleted: can('patient:restore'),
  create: anyOf(readable('doctor'), can('patient:create')),
  update: signedIn,
  delete: anyOf(signedIn, can('patient:delete')),
  purge: can('patient:delete'),
  fields: { illness: { read: can('patient:read') } },
})
export class Patient extends MutableModel {
  @Tenant({ attribute: 'clinic' })
  @BelongsTo(() => Clinic, { reverse: 'patients', description: 'Where.' })
  clinic!: Ref<Clinic>;

  @UniqueString({ length: 40 })
  @Field({ description: 'What the patient is known by.' })
  code!: string;

  @UniqueString({ caseless: true })
  @Field({ description: 'The name.' })
  name!: string;

  nameKey!: Opt<string>;

  @Property({ type: 'boolean' })
  @Field(() => Boolean, { description: 'Whether all see the patient.' })
  isShown!: boolean;

  @Property({ type: 'string', nullable: true })
  @Field(() => String, { nullable: true, description: 'What the patient has.' })
  illness?: string | null;

  @Property({ type: 'datetime', nullable: true })
  @Field(() => GraphQLDateTime, { nullable: true, description: 'When the patient left.' })
  deletedAt?: Date | null;

  @BelongsTo(() => Doctor, { description: 'By whom.' })
  doctor!: Ref<Doctor>;

  @BelongsTo(() => Country, {
    nullable: true,
    reverse: 'patients',
    description: 'Where the patient is from.',
  })
  country?: Ref<Country> | null;

  @HasOne(() => Card, 'patient', { description: 'What the patient shows.' })
  card!: Ref<Card> | null;

  @BelongsToMany(() => Label, { through: 'patient_labels', description: 'What to heed.' })
  labels = new Collection<Label>(this);
}

/** What a patient shows: one of each. */
@Model({ description: 'A card.' })
@Access<Card>({ read: readable('patient'), create: signedIn, update: signedIn, delete: signedIn })
export class Card extends MutableModel {
  @Tenant({ attribute: 'clinic' })
  @BelongsTo(() => Clinic, { reverse: 'cards', description: 'Where.' })
  clinic!: Ref<Clinic>;

  @Property({ type: 'string' })
  @Field({ description: 'What is on it.' })
  text!: string;

  @BelongsToOne(() => Patient, 'card', { description: 'Whose it is.' })
  patient!: Ref<Patient>;
}

/** A patient sees a doctor, once a day. */
@Model({ description: 'A visit.' })
@Access<Visit>({
  read: readable('patient'),
  create: allOf(readable('patient'), not(own('doctor'))),
  update: signedIn,
  delete: signedIn,
})
@Unique({ properties: ['patient', 'day'] })
export class Visit {
  @PrimaryKey({ type: 'uuid' })
  id!: Opt<string>;

  @Tenant({ attribute: 'clinic' })
  @BelongsTo(() => Clinic, { reverse: 'visits', description: 'Where.' })
  clinic!: Ref<Clinic>;

  @Property({ type: 'integer' })
  @Field(() => Int, { description: 'When.' })
  day!: number;

  @Property({ type: 'integer', default: 0 })
  @Field(() => Int, { description: 'What is paid.' })
  fee!: Opt<number>;

  @BelongsTo(() => Patient, { description: 'Who came.' })
  patient!: Ref<Patient>;

  @BelongsTo(() => Doctor, { nullable: true, description: 'To whom.' })
  doctor?: Ref<Doctor> | null;
}

/** What there is to heed of patients. */
@Model({ description: 'A label.' })
@Access<Label>({ read: everyone, create: signedIn, update: signedIn, delete: signedIn })
export class Label extends MutableModel {
  @Tenant({ attribute: 'clinic' })
  @BelongsTo(() => Clinic, { reverse: 'labels', description: 'Where.' })
  clinic!: Ref<Clinic>;

  @UniqueString()
  @Field({ description: 'What it says.' })
  name!: string;
}

/** An application whose rows are each of one clinic, but for what all have in common. */
export const clinic: Application = {
  models: [Clinic, Country, Doctor, Patient, Card, Visit, Label],
};
