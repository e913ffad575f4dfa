import type {
  PathsOfVariables,
  PlaygroundExample,
} from '../../relata/src/server/playground/playground-example.js';

/** The variables of an example as they stand in its tab before they are filled; null without any. */
export function variablesText({ variables }: PlaygroundExample): string | null {
  return variables === undefined ? null : JSON.stringify(variables, null, 2);
}

/** The variables that paths lead to in some data; null where one of them leads nowhere. */
export function fillVariables(
  paths: PathsOfVariables,
  data: unknown,
): Readonly<Record<string, unknown>> | null {
  const filled = Object.entries(paths).map(
    ([name, path]) =>
      [
        name,
        typeof path === 'string' ? at(data, path) : path.map((each) => at(data, each)),
      ] as const,
  );
  const isWhole = filled.every(([, value]) => [value].flat().every((each) => each !== null));
  return isWhole ? Object.fromEntries(filled) : null;
}

/** What is at a path: `posts.nodes.0.id`; null where there is nothing. */
function at(data: unknown, path: string): unknown {
  let value = data;
  for (const key of path.split('.')) {
    value = (value as Readonly<Record<string, unknown>> | null | undefined)?.[key];
  }
  return value ?? null;
}
