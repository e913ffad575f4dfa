import type { EntityMetadata } from '@mikro-orm/core';
import { StartupError } from '../../errors.js';
import { propertyDeclarationOf } from '../declarations.js';
import type { Relation } from '../model.js';
import { addRelation } from './build-relations.js';
import { type BuildingModel, modelOf } from './building-model.js';

/**
 * Gives the rows of each tree the ways to all that are above them and below them.
 * @throws StartupError for a tree of what is no relation of rows to others of their model
 */
export function addTrees(catalog: ReadonlyMap<string, BuildingModel>, meta: EntityMetadata): void {
  const model = modelOf(catalog, meta);
  for (const { name } of meta.props) {
    const { tree } = propertyDeclarationOf(model.target, name);
    if (tree === undefined) {
      continue;
    }
    const relation = model.relations.get(name);
    const { join } = relation ?? {};
    if (relation?.target !== model || join?.kind !== 'sourceKey' || !join.key.nullable) {
      throw new StartupError(
        `${model.name}.${name}: a tree is made of a relation to the row above, which the topmost row is without: ` +
          `write @Tree() above @BelongsTo(() => ${model.name}, { nullable: true })`,
      );
    }
    const { key } = join;
    model.trees.push(key);
    addWay(model, tree.ancestors, {
      join: { kind: 'tree', key, way: 'up' },
      description: `The ${name} of this ${model.singular}, the ${name} of that, and so on, as far as the viewer may read them.`,
    });
    addWay(model, tree.descendants, {
      join: { kind: 'tree', key, way: 'down' },
      description: `The ${model.plural} whose ${name} is this ${model.singular}, those whose ${name} is one of them, and so on, as far as the viewer may read them.`,
    });
  }
}

function addWay(
  model: BuildingModel,
  name: string | false,
  way: Pick<Relation, 'join' | 'description'>,
): void {
  if (name === false) {
    return;
  }
  addRelation(
    model,
    {
      ...way,
      source: model,
      target: model,
      name,
      many: true,
      isWritable: false,
      isOrphanRemoval: false,
      isSetByViewer: false,
      deprecationReason: null,
    },
    `name it with @Tree({ ancestors: '...', descendants: '...' }), or turn it off with false`,
  );
}
