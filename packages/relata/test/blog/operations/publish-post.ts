import { Arg, Ctx, ID, Int, Mutation, Resolver } from 'type-graphql';
import { changeRow, type Outcome, payloadOf, type RequestContext } from 'relata';
import { Post } from '../models/index.js';
import { EXPECTED_VERSION, ROW_ID } from './arguments.js';

const PostPayload = payloadOf(Post);

/** More than setting a column, so that the model has the rules. */
@Resolver()
export class PublishPost {
  @Mutation(() => PostPayload, {
    nullable: true,
    description: 'Puts a draft out for everybody to read.',
  })
  async publishPost(
    @Arg('id', () => ID, ROW_ID) id: string,
    @Arg('expectedVersion', () => Int, EXPECTED_VERSION) expectedVersion: number | null | undefined,
    @Ctx() context: RequestContext,
  ): Promise<Outcome> {
    return await changeRow(context, { model: Post, id, expectedVersion }, (post) => {
      post.publish();
    });
  }
}
