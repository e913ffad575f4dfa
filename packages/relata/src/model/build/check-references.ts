import { StartupError } from '../../errors.js';
import type { Catalog, Model, Relation } from '../model.js';

/**
 * Makes sure that every row that is referred to can be: of a key that is another row, whose key has several columns, MikroORM
 * takes the first alone.
 * @throws StartupError naming each relation that leads to such a row
 */
export function checkReferences(catalog: Catalog): void {
  const faults = [...catalog.values()].flatMap(({ name, relations }) =>
    [...relations.values()].filter(refersTooFar).map((relation) => {
      const { name: target, keys } = relation.target;
      return (
        `${name}.${relation.name}: the key of ${target} is its ${keys.join()}, whose key has several columns, and nothing can refer to it: ` +
        `give ${target} a key of its own`
      );
    }),
  );
  if (faults.length > 0) {
    throw new StartupError(`The models cannot be served: ${faults.join('; ')}`);
  }
}

function refersTooFar({ join, target }: Relation): boolean {
  return join.kind !== 'targetKey' && isOtherOfSeveral(target);
}

function isOtherOfSeveral({ keys, id }: Model): boolean {
  return keys.length === 1 && id.parts.length > 1;
}
