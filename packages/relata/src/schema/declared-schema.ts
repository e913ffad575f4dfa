import type { GraphQLSchema } from 'graphql';
import { buildSchemaSync, type NonEmptyArray, Query, Resolver } from 'type-graphql';
import type { Class } from '../class.js';
import { withClashesNamed } from './type-names.js';

/** A root field that is declared and not served: type-graphql makes no schema without one. */
export const NO_QUERY = 'relataNoQuery';

@Resolver()
class NoQuery {
  @Query(() => Boolean, { name: NO_QUERY })
  nothing(): boolean {
    return false;
  }
}

/**
 * The schema of what is declared with type-graphql: the models' own fields and the hand-written
 * resolvers. The models' relations and lists are derived from it and the ORM's metadata later.
 */
export function declaredSchema(
  models: readonly Class[],
  resolvers: readonly Class[],
  instanceOf: (resolver: Class) => object,
): GraphQLSchema {
  const names = models.map(({ name }) => name);
  return withClashesNamed(names, () =>
    buildSchemaSync({
      resolvers: [NoQuery, ...resolvers] as unknown as NonEmptyArray<Class>,
      orphanedTypes: [...models],
      container: { get: (resolver: Class) => instanceOf(resolver) },
      // What is validated is validated by `writing`, with paths a client understands.
      validate: false,
    }),
  );
}
