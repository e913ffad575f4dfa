import type { GraphQLObjectType, GraphQLResolveInfo } from 'graphql';

/**
 * Where a field of a type stands in an operation: response keys, each below the first with the type
 * it is of. Types of one interface or union may call different fields the same.
 */
export function pathBelow(path: string, { name }: GraphQLObjectType, key: string): string {
  return `${path}.${name}.${key}`;
}

/** The same of a field that is being resolved, whatever item of a list it is in. */
export function pathOfField(info: GraphQLResolveInfo): string {
  const steps: string[] = [];
  for (
    let path: GraphQLResolveInfo['path'] | undefined = info.path;
    path !== undefined;
    path = path.prev
  ) {
    if (typeof path.key === 'string') {
      steps.unshift(...(path.prev === undefined ? [] : [path.typename ?? '']), path.key);
    }
  }
  return steps.join('.');
}
