import type { Opt } from '@mikro-orm/core';
import { Field } from 'type-graphql';
import { Access } from '../../packages/relata/src/access/access.js';
import { can, everyone, signedIn } from '../../packages/relata/src/access/rules.js';
import { Model, UniqueString } from '../../packages/relata/src/model/decorators.js';
import { NotBlank } from '../../packages/relata/src/text/not-blank.js';
import { MutableModel } from '../../packages/relata/src/model/base-model.js';

/** A topic that posts are about and users are interested in. */
@Model({ description: 'A topic that posts are about and users are interested in.' })
@Access<Tag>({
  read: everyone,
  create: signedIn,
  update: can('tag:update'),
  delete: can('tag:delete'),
})
export class Tag extends MutableModel {
  @NotBlank()
  @UniqueString({ caseless: true })
  @Field({ description: 'The topic; unique without regard to case.' })
  name!: string;

  /** What `name` is compared by; see {@link UniqueString}. */
  nameKey!: Opt<string>;
}
