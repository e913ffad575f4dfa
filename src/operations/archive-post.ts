import { Arg, Ctx, ID, Int, Mutation, Resolver } from 'type-graphql';
import { Post } from '../models/index.js';
import type { RequestContext } from '../../packages/relata/src/request/context.js';
import { changeRow } from '../../packages/relata/src/writing/hand-written/change-row.js';
import { payloadOf } from '../../packages/relata/src/writing/hand-written/payload-of.js';
import type { Outcome } from '../../packages/relata/src/writing/outcome.js';
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
