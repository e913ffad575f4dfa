import { Arg, Ctx, Field, ID, ObjectType, Query, Resolver } from 'type-graphql';
import type { Viewer } from '../access/viewer.js';
import { User } from '../models/index.js';
import type { RequestContext } from '../request/context.js';

/** Whoever is asking, once signed in. No model can be called so: the root field `viewer` is taken. */
@ObjectType('Viewer', { description: 'Whoever is asking.' })
export class ViewerType {
  readonly #viewer: Viewer;

  constructor(viewer: Viewer) {
    this.#viewer = viewer;
  }

  // Not the id of the user: stores of clients would take the two objects for one.
  @Field(() => ID, {
    description:
      'The same for one user at all times, for stores of clients: `viewer_7`. `node` does not take it.',
  })
  id(): string {
    return `viewer_${String(this.#viewer.userId)}`;
  }

  @Field(() => User, { nullable: true, description: 'The signed-in user.' })
  user(): { readonly id: number | null } {
    return { id: this.#viewer.userId };
  }

  @Field(() => [String], { description: 'Names of the permissions the roles of the user give.' })
  permissions(): readonly string[] {
    return [...this.#viewer.permissions].sort();
  }

  @Field(() => Boolean, { description: 'Whether the viewer has a permission.' })
  can(
    @Arg('permission', () => String, { description: 'Its name, `post:update`.' })
    permission: string,
  ): boolean {
    return this.#viewer.permissions.has(permission);
  }
}

/** Answers who the viewer is. */
@Resolver()
export class ViewerResolver {
  @Query(() => ViewerType, {
    nullable: true,
    description: 'Whoever is asking; null when anonymous.',
  })
  viewer(@Ctx() context: RequestContext): ViewerType | null {
    return context.viewer.userId === null ? null : new ViewerType(context.viewer);
  }
}
