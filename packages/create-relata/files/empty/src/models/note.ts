import { Property } from '@mikro-orm/decorators/legacy';
import { Access, everyone, Model, MutableModel, NotBlank } from 'relata';
import { Field } from 'type-graphql';

/** Something to remember. Nobody signs in here yet, so that everybody may do everything with it. */
@Model({ description: 'Something to remember.' })
@Access<Note>({ read: everyone, create: everyone, update: everyone, delete: everyone })
export class Note extends MutableModel {
  @NotBlank()
  @Property({ type: 'string', index: true })
  @Field({ description: 'What it is about, in a line.' })
  title!: string;

  @Property({ type: 'text', nullable: true })
  @Field(() => String, { nullable: true, description: 'The text of the note.' })
  text?: string | null;
}
