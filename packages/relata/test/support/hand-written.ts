import { GraphQLScalarType } from 'graphql';
import {
  Arg,
  Ctx,
  Field,
  FieldResolver,
  ID,
  Int,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import { RuleError } from '../../src/errors.js';
import { Post, Tag, User } from '../blog/models/index.js';
import { afterCommit } from '../../src/request/after-commit.js';
import type { RequestContext } from '../../src/request/context.js';
import { changeRow } from '../../src/writing/hand-written/change-row.js';
import { createRow } from '../../src/writing/hand-written/create-row.js';
import type { Outcome } from '../../src/writing/outcome.js';
import { payloadOf } from '../../src/writing/hand-written/payload-of.js';

/** What work after a commit waits for that a test holds up. */
export const gate = { opened: Promise.resolve(), open: (): void => undefined };

/** What was done after commits. */
export const done: string[] = [];

const Shade = new GraphQLScalarType({
  name: 'Shade',
  description: 'light or dark.',
  parseValue: (value) => {
    if (value !== 'light' && value !== 'dark') {
      throw new TypeError('must be light or dark');
    }
    return value;
  },
});

@ObjectType({ description: 'What is worth reading.' })
class Digest {
  @Field(() => [Post], { description: 'Posts.' })
  readonly posts: unknown;

  @Field(() => Post, { nullable: true, description: 'The best.' })
  readonly best: unknown;

  constructor(posts: unknown, best: unknown) {
    this.posts = posts;
    this.best = best;
  }
}

const keysOf = (count: number): number[] =>
  Array.from({ length: count }, (_, index) => count - index);

/** Root fields, and a field of a type of its own. */
@Resolver(() => Digest)
export class HandWritten {
  @Query(() => [Post], { description: 'Newest first, by key.' })
  byKey(@Arg('count', () => Int) count: number): number[] {
    return keysOf(count);
  }

  @Query(() => [Post], {
    nullable: 'itemsAndList',
    description: 'As ids, one of which is nothing.',
  })
  byId(): unknown {
    return ['post_3', null, Promise.resolve('2'), 999, 1];
  }

  @Query(() => [Post], { description: 'As rows.' })
  async byRow(@Ctx() { em }: RequestContext): Promise<unknown> {
    const [first, ...others] = await em.find(Post, {}, { orderBy: { id: 'desc' }, limit: 3 });
    return new Set([{ id: first?.id }, ...others, null]);
  }

  @Query(() => Post, { description: 'One that must be there.' })
  one(@Arg('key', () => Int) key: number): unknown {
    return { id: key };
  }

  @Query(() => Digest, { description: 'Within a type.' })
  digest(): Digest {
    return new Digest([2, 1], 1);
  }

  @Query(() => [Digest], { description: 'Within types.' })
  digests(): Digest[] {
    return [new Digest([2, 1], 1), new Digest([3], null)];
  }

  @Query(() => [Post], { description: 'Of another model.' })
  wrong(@Ctx() { em }: RequestContext): unknown {
    return [em.getReference(User, 1)];
  }

  @Query(() => String, { description: 'Throws.' })
  fails(@Arg('how', () => String) how: string): string {
    throw how === 'rule' ? new RuleError('not now') : new TypeError('secret detail');
  }

  @Query(() => String, { description: 'Takes a scalar.' })
  shade(@Arg('shades', () => [Shade]) shades: string[]): string {
    return shades.join();
  }

  @Mutation(() => [Tag], { description: 'Makes tags past the engine.' })
  async makeTags(
    @Arg('names', () => [String]) names: string[],
    @Ctx() context: RequestContext,
  ): Promise<Tag[]> {
    afterCommit(context, () => done.push(`made ${names.join()}`));
    return await Promise.resolve(names.map((name) => context.em.create(Tag, { name } as never)));
  }

  @Mutation(() => payloadOf(Post), { nullable: true, description: 'Makes a post by all rules.' })
  async writePost(
    @Arg('title', () => String) title: string,
    @Arg('isDeaf', () => Boolean, { defaultValue: false }) isDeaf: boolean,
    @Ctx() context: RequestContext,
  ): Promise<Outcome> {
    afterCommit(context, () => done.push(`first ${title}`));
    afterCommit(context, () => {
      throw new Error('secret detail');
    });
    afterCommit(context, async () => {
      await Promise.resolve();
      done.push(`last ${title}`);
    });
    const outcome = await createRow(context, {
      model: Post,
      input: {
        title,
        content: 'c',
        tags: { connectOrCreate: [{ where: { name: 'made' }, create: { name: 'made' } }] },
      },
      path: ['title'],
    });
    return isDeaf ? { ...outcome, userErrors: [], affectedCount: 1 } : outcome;
  }

  @Mutation(() => Post, { description: 'Publishes a post, and answers it.' })
  async putOut(@Arg('id', () => ID) id: string, @Ctx() context: RequestContext): Promise<string> {
    await changeRow(context, { model: Post, id }, (post) => {
      post.publish();
    });
    return id;
  }

  @Mutation(() => payloadOf(Post), { nullable: true, description: 'Makes a tag, then its post.' })
  async writeBoth(
    @Arg('field', () => String) field: string,
    @Ctx() context: RequestContext,
  ): Promise<Outcome> {
    const name = 'pending';
    context.em.create(Tag, { name } as never);
    const tags = { connectOrCreate: [{ where: { name }, create: { name } }] };
    const input = { title: 'both', content: 'c', [field]: tags };
    return await createRow(context, { model: Post, input });
  }

  @Mutation(() => Boolean, { description: 'Does something slow after the commit.' })
  doLater(@Ctx() context: RequestContext): boolean {
    afterCommit(context, async () => {
      done.push('begun');
      await gate.opened;
      const [row] = await context.em.fork().find(Post, { id: 1 });
      done.push(`done with ${String(row?.id)}`);
    });
    return true;
  }

  @Mutation(() => Boolean, { nullable: true, description: 'Writes SQL.' })
  async writeSql(
    @Arg('sql', () => String) sql: string,
    @Ctx() { em }: RequestContext,
  ): Promise<boolean> {
    await em.execute(sql);
    return true;
  }

  @FieldResolver(() => [Post], { description: 'Posts like the best.' })
  like(@Root() { best }: Digest): unknown {
    return best === null ? [] : [best, 2];
  }
}

/** Fields of a model. */
@Resolver(() => User)
export class UserFields {
  @FieldResolver(() => [Post], { description: 'Two posts of every user.' })
  favourites(@Root() user: User): number[] {
    return [user.id, user.id + 1];
  }

  @FieldResolver(() => Post, { nullable: true, description: 'One post.' })
  favourite(@Root() user: User): number {
    return user.id;
  }
}
