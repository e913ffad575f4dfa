import type { Opt } from '@mikro-orm/core';
import { Field } from 'type-graphql';
import {
  Access,
  can,
  everyone,
  Model,
  MutableModel,
  NotBlank,
  signedIn,
  UniqueString,
} from 'relata';

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
