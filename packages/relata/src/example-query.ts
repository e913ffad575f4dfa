import type { Engine } from './reading/engine.js';

/** A query that everybody may ask of what is served; nothing where there is none. */
export function exampleQuery({ catalog, policies }: Engine): readonly string[] {
  const model = [...catalog.values()].find((each) => policies.isPublic(each));
  const column =
    model && [...model.columns.values()].find(({ kind, exposed }) => kind === 'string' && exposed);
  return model === undefined || column === undefined
    ? []
    : [`{ ${model.plural}(first: 3) { nodes { ${column.name} } } }`];
}
