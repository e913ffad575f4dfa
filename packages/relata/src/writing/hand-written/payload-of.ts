import { type ClassType, Field, ObjectType } from 'type-graphql';

// type-graphql knows types by class: one stand-in for each model's payload, made when first asked for.
const standIns = new WeakMap<object, ClassType>();

/**
 * The payload type of a model, for hand-written mutations: `const PostPayload = payloadOf(Post)`, and
 * `@Mutation(() => PostPayload)`.
 * It stands in for the derived type of that name, which takes its place in the schema.
 * @example
 * const PostPayload = payloadOf(Post);
 *
 * @Resolver()
 * class Publish {
 *   @Mutation(() => PostPayload, { nullable: true })
 *   async publish(@Arg('id', () => ID) id: string, @Ctx() context: RequestContext): Promise<Outcome> {
 *     return await changeRow(context, { model: Post, id }, (post) => {
 *       post.publish();
 *     });
 *   }
 * }
 */
export function payloadOf(model: abstract new (...args: never[]) => object): ClassType {
  const known = standIns.get(model);
  if (known !== undefined) {
    return known;
  }
  // type-graphql asks for a class; this one is never made.
  const StandIn = class {
    readonly errors!: never;
  };
  ObjectType(`${model.name}Payload`)(StandIn);
  // A type needs a field before it is a type; the derived one has it too, and wins.
  Field(() => Boolean)(StandIn.prototype, 'errors');
  standIns.set(model, StandIn);
  return StandIn;
}
