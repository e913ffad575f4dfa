import type { Ref } from '@mikro-orm/core';
import { Field } from 'type-graphql';
import { Access, BelongsTo, can, everyone, Model, MutableModel, Tree, UniqueString } from 'relata';

/** What goods are sorted by. */
@Model({ description: 'What goods are sorted by.', plural: 'Categories' })
@Access<Category>({
  read: everyone,
  create: can('category:create'),
  update: can('category:update'),
})
export class Category extends MutableModel {
  @UniqueString()
  @Field({ description: 'What it is called.' })
  name!: string;

  @Tree()
  @BelongsTo(() => Category, {
    nullable: true,
    reverse: 'children',
    onDelete: 'restrict',
    description: 'The wider category.',
  })
  parent?: Ref<Category> | null;
}
