import { GraphQLIPv4 } from 'graphql-scalars';
import { Field } from 'type-graphql';
import { Access, anyOf, can, everyone, Model, MutableModel, where } from 'relata';
import { ColumnOf } from 'relata/kinds';
import { inetKind } from './inet.js';
import { GraphQLPoint, pointKind } from './point.js';

/** A machine in a network. */
@Model({ description: 'A machine in a network.' })
@Access<Host>({
  read: everyone,
  create: can('host:create'),
  update: anyOf(
    can('host:update'),
    where<Host>({ place: { near: { point: '0 0', within: 500 } } }),
  ),
  delete: can('host:delete'),
})
export class Host extends MutableModel {
  @ColumnOf(inetKind, { unique: true })
  @Field(() => GraphQLIPv4, { description: 'Its address, which no other has.' })
  address!: string;

  @ColumnOf(inetKind, { nullable: true })
  @Field(() => GraphQLIPv4, { nullable: true, description: 'What it asks for names.' })
  resolver?: string | null;

  @ColumnOf(pointKind, { nullable: true })
  @Field(() => GraphQLPoint, { nullable: true, description: 'Where it stands.' })
  place?: string | null;
}
