import { Arg, Ctx, ID, Int, Mutation, Resolver } from 'type-graphql';
import { changeRow, type Outcome, payloadOf, type RequestContext } from 'relata';
import { Post } from '../models/index.js';
import { EXPECTED_VERSION, ROW_ID } from './arguments.js';

const PostPayload = payloadOf(Post);

/** As publishing is, ruled by the model. */
@Resolver()
export class ArchivePost {
  @Mutation(() => PostPayload, {
    nullable: true,
    description: 'Takes a published post out of circulation.',
  })
  async archivePost(
    @Arg('id', () => ID, ROW_ID) id: string,
    @Arg('expectedVersion', () => Int, EXPECTED_VERSION) expectedVersion: number | null | undefined,
    @Ctx() context: RequestContext,
  ): Promise<Outcome> {
    return await changeRow(context, { model: Post, id, expectedVersion }, (post) => {
      post.archive();
    });
  }
}
