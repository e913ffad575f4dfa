import { stringKind } from './kinds/string.js';
import type { Engine } from './reading/engine.js';
import type { PlaygroundExample } from './server/playground/playground-example.js';

/** A query that everybody may ask of what is served; nothing where there is none. */
export function exampleQuery({ catalog, policies }: Engine): readonly string[] {
  const model = [...catalog.values()].find((each) => policies.isPublic(each));
  const column =
    model &&
    [...model.columns.values()].find(({ kind, exposed }) => kind === stringKind && exposed);
  return model === undefined || column === undefined
    ? []
    : [`{ ${model.plural}(first: 3) { nodes { ${column.name} } } }`];
}

/** What there is to see where an application says nothing: its first model that everybody may read. */
export function welcomeTo(engine: Engine): readonly PlaygroundExample[] {
  const [query = '{ __typename }'] = exampleQuery(engine);
  return [
    {
      title: 'Welcome',
      query: `# Run this query with the pink button or Ctrl+Enter.
# The book on the left documents every type, and
# Ctrl+Space completes what you type.

query Welcome ${query}
`,
    },
  ];
}
