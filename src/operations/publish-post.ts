import { Arg, Ctx, ID, Int, Mutation, Resolver } from 'type-graphql';
import { Post } from '../models/index.js';
import type { RequestContext } from '../request/context.js';
import { changeRow } from '../writing/hand-written/change-row.js';
import type { Outcome } from '../writing/outcome.js';
import { payloadOf } from '../writing/hand-written/payload-of.js';

const PostPayload = payloadOf(Post);
const ID_DESCRIPTION = { description: 'Its id, `post_42`, or the bare key, `42`.' };
const VERSION_OPTIONS = {
  nullable: true,
  description: 'Fail with a ConflictError unless the row has this version.',
};

/** What becomes of a post in its life: more than setting a column, so that the model has the rules. */
@Resolver()
export class PostResolver {
  @Mutation(() => PostPayload, {
    nullable: true,
    description: 'Puts a draft out for everybody to read.',
  })
  async publishPost(
    @Arg('id', () => ID, ID_DESCRIPTION) id: string,
    @Arg('expectedVersion', () => Int, VERSION_OPTIONS) expectedVersion: number | null | undefined,
    @Ctx() context: RequestContext,
  ): Promise<Outcome> {
    return await changeRow(context, { model: Post, id, expectedVersion }, (post) => {
      post.publish();
    });
  }

  @Mutation(() => PostPayload, {
    nullable: true,
    description: 'Takes a published post out of circulation.',
  })
  async archivePost(
    @Arg('id', () => ID, ID_DESCRIPTION) id: string,
    @Arg('expectedVersion', () => Int, VERSION_OPTIONS) expectedVersion: number | null | undefined,
    @Ctx() context: RequestContext,
  ): Promise<Outcome> {
    return await changeRow(context, { model: Post, id, expectedVersion }, (post) => {
      post.archive();
    });
  }
}
