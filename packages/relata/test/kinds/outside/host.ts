import { GraphQLIPv4 } from 'graphql-scalars';
import { Field } from 'type-graphql';
import { Access, can, everyone, Model, MutableModel } from 'relata';
import { ColumnOf } from 'relata/kinds';
import { inetKind } from './inet.js';

/** A machine in a network. */
@Model({ description: 'A machine in a network.' })
@Access<Host>({
  read: everyone,
  create: can('host:create'),
  update: can('host:update'),
  delete: can('host:delete'),
})
export class Host extends MutableModel {
  @ColumnOf(inetKind, { unique: true })
  @Field(() => GraphQLIPv4, { description: 'Its address, which no other has.' })
  address!: string;

  @ColumnOf(inetKind, { nullable: true })
  @Field(() => GraphQLIPv4, { nullable: true, description: 'What it asks for names.' })
  resolver?: string | null;
}
