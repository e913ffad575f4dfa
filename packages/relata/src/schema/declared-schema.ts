import type { GraphQLSchema } from 'graphql';
import { buildSchemaSync, type NonEmptyArray } from 'type-graphql';
import { withClashesNamed } from './type-names.js';

type Class = abstract new (...args: never[]) => object;

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
      resolvers: [...resolvers] as unknown as NonEmptyArray<Class>,
      orphanedTypes: [...models],
      container: { get: (resolver: Class) => instanceOf(resolver) },
      // What is validated is validated by `writing`, with paths a client understands.
      validate: false,
    }),
  );
}
