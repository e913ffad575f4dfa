import type { Key } from '../kinds/kind.js';
import { Arg, Ctx, Field, ID, ObjectType, Query, Resolver } from 'type-graphql';
import type { Viewer } from '../access/viewer.js';
import { getOrMake } from '../cache/get-or-make.js';
import type { Class } from '../class.js';
import type { RequestContext } from '../request/context.js';

// Decorators write into type-graphql's own storage: once for each model of users.
const made = new WeakMap<Class, Class>();

/** The root field `viewer`, which says who asks. @param user - model of users */
export function viewerOperationsOf(user: Class): Class {
  return getOrMake(made, user, () => makeViewerOperations(user));
}

function makeViewerOperations(user: Class): Class {
  /** Whoever is asking, once signed in. No model can be called so: the root field `viewer` is taken. */
  @ObjectType('Viewer', { description: 'Whoever is asking.' })
  class ViewerType {
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

    @Field(() => user, { nullable: true, description: 'The signed-in user.' })
    user(): { readonly id: Key | null } {
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
  class ViewerOperations {
    @Query(() => ViewerType, {
      nullable: true,
      description: 'Whoever is asking; null when anonymous.',
    })
    viewer(@Ctx() context: RequestContext): ViewerType | null {
      return context.viewer.userId === null ? null : new ViewerType(context.viewer);
    }
  }
  return ViewerOperations;
}
