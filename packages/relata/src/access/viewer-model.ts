import type { Catalog, Model } from '../model/model.js';
import { StartupError } from '../errors.js';
import { keyFormOf } from '../model/key.js';
import { policyLeaves } from './rule-leaves.js';

/**
 * The model whose rows viewers are: the one that doors and rules say so of. Others may have the same keys, as the rows of a
 * model whose key is a user have.
 * @param users - models of the doors that keep accounts
 * @returns null where nothing compares viewers with rows
 * @throws StartupError for models with keys of different kinds: a viewer has one key
 */
export function viewerModelOf(catalog: Catalog, users: readonly Model[]): Model | null {
  const models = [...users, ...[...catalog.values()].flatMap(comparedModels)];
  const [first = null] = models;
  const other = models.find((each) => first !== null && !hasSameKeys(first, each));
  if (first !== null && other !== undefined) {
    throw new StartupError(
      `Viewers are compared with rows of ${first.name} and of ${other.name}, whose keys are of different kinds: ` +
        `lead \`self\`, \`own\` and \`setByViewer\` to one model of users`,
    );
  }
  return first;
}

/** The models whose keys rules of a model, and its new rows, take viewers for. */
export function comparedModels(model: Model): readonly Model[] {
  const compared = policyLeaves(model).flatMap(({ model: of, rule }) =>
    rule.kind === 'self'
      ? [of]
      : rule.kind === 'own'
        ? (of.relations.get(rule.relation)?.target ?? [])
        : [],
  );
  const filled = [...model.relations.values()].filter(({ isSetByViewer }) => isSetByViewer);
  return [...compared, ...filled.map(({ target }) => target)];
}

function hasSameKeys(left: Model, right: Model): boolean {
  const [forms, others] = [left, right].map(({ id }) => id.parts.map(keyFormOf)) as [
    unknown[],
    unknown[],
  ];
  return forms.length === others.length && forms.every((form, index) => form === others[index]);
}
