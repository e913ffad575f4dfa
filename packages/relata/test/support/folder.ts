import type { Ref } from '@mikro-orm/core';
import { Property } from '@mikro-orm/decorators/legacy';
import { Field } from 'type-graphql';
import { Access } from '../../src/access/access.js';
import { anyOf, can, where } from '../../src/access/rules.js';
import { BelongsTo, Model } from '../../src/model/decorators.js';
import { MutableModel } from '../../src/model/base-model.js';

/** A model the application does not have: a tree of rows of one table, some of which are hidden. */
@Model({ description: 'A folder in a tree of folders.' })
@Access<Folder>({ read: anyOf(can('folder:read'), where<Folder>({ isSecret: { eq: false } })) })
export class Folder extends MutableModel {
  @Property({ type: 'string' })
  @Field({ description: 'What it is called.' })
  name!: string;

  @Property({ type: 'boolean', default: false })
  @Field(() => Boolean, { description: 'Whether only few may know of it.' })
  isSecret!: boolean;

  @BelongsTo(() => Folder, {
    reverse: 'children',
    nullable: true,
    onDelete: 'set null',
    description: 'The folder it is in.',
  })
  parent?: Ref<Folder> | null;
}
