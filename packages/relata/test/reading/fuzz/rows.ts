import type { Model, Relation } from '../../../src/model/model.js';
import { openColumns } from '../../../src/testing/reads/arbitraries/where-arbitrary.js';
import { connectionField } from './connections.js';
import type { Workshop } from './workshop.js';

/** Where a selection stands. */
export interface Place {
  /** Response keys that lead here. */
  readonly path: readonly string[];
  /** How many levels of relations may follow. */
  readonly depth: number;
}

/** What is selected of a row of a model. */
export function rowSelection(shop: Workshop, model: Model, place: Place): string {
  return shop.selection(model.name, rowItems(shop, model, place));
}

function rowItems(shop: Workshop, model: Model, place: Place): readonly string[] {
  const { dice } = shop;
  const names = openColumns(model)
    .filter((column) => column !== model.id)
    .map(({ name }) => name);
  const items = dice
    .some(names, 0, 3)
    .map((name) => `${shop.plain(name)}${shop.directives()}`)
    .concat(dice.chance(60) ? [shop.plain('id', 5)] : [])
    .concat(dice.chance(8) ? [shop.plain('__typename', 20)] : [])
    .concat(dice.chance(10) ? [viewerCan(shop)] : [])
    .concat(relationItems(shop, model, place));
  return items.length === 0 ? ['id'] : items;
}

function viewerCan(shop: Workshop): string {
  const parts = shop.dice.some(['update', 'delete', '__typename'], 1, 3);
  return `${shop.plain('viewerCan')} ${shop.selection(
    'ViewerCan',
    parts.map((name) => shop.plain(name)),
  )}`;
}

function relationItems(shop: Workshop, model: Model, place: Place): readonly string[] {
  const { dice } = shop;
  if (place.depth === 0) {
    return [];
  }
  const most = dice.weighted([
    [0, 25],
    [1, 60],
    [2, 15],
  ]);
  return dice.some([...model.relations.values()], most, most).flatMap((relation) => {
    const times = dice.chance(10) ? 2 : 1;
    return Array.from({ length: times }, () => relationItem(shop, relation, place));
  });
}

function relationItem(shop: Workshop, relation: Relation, place: Place): string {
  const { dice } = shop;
  const depth = place.depth - 1;
  if (relation.many) {
    return connectionField(
      shop,
      { name: relation.name, model: relation.target, source: relation.source.name },
      { path: place.path, depth },
    );
  }
  const key = dice.chance(25) ? shop.key() : relation.name;
  const field = key === relation.name ? key : `${key}: ${relation.name}`;
  const below = { path: [...place.path, key], depth };
  const once = (): string =>
    `${field}${shop.directives()} ${rowSelection(shop, relation.target, below)}`;
  return dice.chance(8) ? `${once()} ${once()}` : once();
}
