import { absentRow } from '../rows/row-keys.js';
import type { Route } from './route.js';
import { picks } from './writes.js';

/** What errors say of rows: nothing that depends on their being there. */
export const errors: Route = {
  name: 'errors',
  isOpen: () => true,
  run: async (attack) => {
    const { model } = attack;
    const { hidden } = picks(attack, model, 'update');
    const hiddenColumns = [...model.columns.values()].filter(({ exposed }) => !exposed);
    const probesOf = (key: number): readonly string[] => [
      `{ ${model.singular}(id: "other_${String(key)}") { id } }`,
      `{ ${model.plural}(after: "${Buffer.from(String(key)).toString('base64url')}") { nodes { id } } }`,
      `{ node(id: "nothing_${String(key)}") { id } }`,
    ];
    const bad = hiddenColumns.flatMap(({ name }) => [
      // Of a relation that is no more than the key in it: whether there is a row may be asked.
      `{ ${model.plural}(where: { ${name}: { ${model.relations.has(name) ? 'eq: 1' : 'isNull: false'} } }) { totalCount } }`,
      `{ ${model.plural}(orderBy: [{ ${name}: ASC }]) { nodes { id } } }`,
      `{ ${model.plural} { nodes { ${name} } aggregate { max { ${name} } } } }`,
    ]);
    for (const [at, query] of probesOf(absentRow(model)).entries()) {
      const missing = await attack.ask({ query });
      for (const key of hidden) {
        const answer = await attack.ask({ query: probesOf(key)[at] ?? '' });
        const same = (text: string): string => text.replace(/\d{1,10}/g, '#');
        if (same(answer.text) !== same(missing.text)) {
          attack.report(`errors differ: ${answer.text}`, { query });
        }
      }
    }
    for (const query of bad) {
      const { body, text } = await attack.ask({ query });
      if (body.errors?.[0]?.extensions?.['code'] !== 'GRAPHQL_VALIDATION_FAILED') {
        attack.report(`a column that is no field was answered: ${text.slice(0, 200)}`, { query });
      }
    }
  },
};
