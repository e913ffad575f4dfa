import type { Model } from '../../../src/model/model.js';
import { objectTypeOf } from '../../../src/reading/plan/selection.js';
import { connectionArguments } from './connection-arguments.js';
import { type Place, rowSelection } from './rows.js';
import type { Workshop } from './workshop.js';

/** A field that is a connection. */
export interface ConnectionPlace {
  readonly name: string;
  readonly model: Model;
  /** Name of the type that has the field. */
  readonly source: string;
}

/** A connection with arguments and a selection, under a key of its own where it has arguments. */
export function connectionField(shop: Workshop, connection: ConnectionPlace, at: Place): string {
  const { dice } = shop;
  const { name, model } = connection;
  const isPlain = dice.chance(12);
  const key = isPlain ? name : shop.key();
  const path = [...at.path, key];
  const { text, hasCursors } = isPlain
    ? { text: '', hasCursors: false }
    : connectionArguments(shop, connection, path);
  const field = `${isPlain ? '' : `${key}: `}${name}${text}`;
  const below = { path, depth: at.depth };
  const once = (): string =>
    `${field}${shop.directives()} ${shop.selection(`${model.name}Connection`, parts(shop, { model, hasCursors }, below))}`;
  return dice.chance(6) ? `${once()} ${once()}` : once();
}

interface Wanted {
  readonly model: Model;
  readonly hasCursors: boolean;
}

function parts(shop: Workshop, { model, hasCursors }: Wanted, at: Place): readonly string[] {
  const { dice } = shop;
  const made: string[] = [];
  if (dice.chance(50)) {
    made.push(nodes(shop, model, at));
  }
  if (dice.chance(30)) {
    made.push(edges(shop, model, at));
  }
  if (dice.chance(6)) {
    made.push(nodes(shop, model, at));
  }
  if (dice.chance(28)) {
    made.push(pageInfo(shop));
  }
  if (dice.chance(20)) {
    made.push(`${shop.plain('totalCount')}${shop.directives()}`);
  }
  if (dice.chance(numbersOf(model).length > 0 ? 40 : 18)) {
    made.push(aggregate(shop, model));
  }
  if (dice.chance(8)) {
    made.push(shop.plain('__typename'));
  }
  if (hasCursors) {
    made.push(dice.one(['edges { cursor }', 'pageInfo { startCursor endCursor }']));
  }
  return made.length === 0 ? ['nodes { id }'] : made;
}

function nodes(shop: Workshop, model: Model, at: Place): string {
  const key = shop.dice.chance(12) ? shop.key() : 'nodes';
  const below = { path: [...at.path, key], depth: at.depth };
  const field = key === 'nodes' ? key : `${key}: nodes`;
  return `${field}${shop.directives()} ${rowSelection(shop, model, below)}`;
}

function edges(shop: Workshop, model: Model, at: Place): string {
  const { dice } = shop;
  const key = dice.chance(12) ? shop.key() : 'edges';
  const made: string[] = [];
  if (dice.chance(70)) {
    made.push(`${shop.plain('cursor')}${shop.directives()}`);
  }
  if (dice.chance(80) || made.length === 0) {
    const below = { path: [...at.path, key, 'node'], depth: at.depth };
    made.push(`node${shop.directives()} ${rowSelection(shop, model, below)}`);
  }
  if (dice.chance(8)) {
    made.push(shop.plain('__typename'));
  }
  const field = key === 'edges' ? key : `${key}: edges`;
  return `${field}${shop.directives()} ${shop.selection(`${model.name}Edge`, made)}`;
}

function pageInfo(shop: Workshop): string {
  const names = shop.dice.some(
    ['hasNextPage', 'hasPreviousPage', 'startCursor', 'endCursor', '__typename'],
    1,
    4,
  );
  return `${shop.plain('pageInfo')}${shop.directives()} ${shop.selection(
    'PageInfo',
    names.map((name) => `${shop.plain(name)}${shop.directives()}`),
  )}`;
}

function aggregate(shop: Workshop, model: Model): string {
  const { dice } = shop;
  const type = `${model.name}Aggregate`;
  const fields = shop.type(type).getFields();
  const made = dice
    .some(['count', 'min', 'max', 'sum', 'avg', '__typename'], 1, 4)
    .flatMap((name) => {
      const field = fields[name];
      const inner = field === undefined ? null : objectTypeOf(field);
      if (inner === null) {
        return name === '__typename' || name in fields ? [shop.plain(name)] : [];
      }
      const all = [...Object.keys(inner.getFields()), '__typename'];
      const isFloat = (column: string): boolean =>
        model.columns.get(column)?.kind.sum?.exact === null;
      const isSum = name === 'sum' || name === 'avg';
      const numbers = numbersOf(model).filter((column) => all.includes(column));
      const chosen = dice.some(all, 1, 4);
      const columns = (
        numbers.length > 0 && dice.chance(60) ? [...chosen, dice.one(numbers)] : chosen
      ).map((column) => (isSum && isFloat(column) && dice.chance(70) ? '__typename' : column));
      if (isSum && columns.some(isFloat)) {
        shop.traits.add('floatSum');
      }
      return [
        `${shop.plain(name)}${shop.directives()} ${shop.selection(
          inner.name,
          columns.map((column) => shop.plain(column)),
        )}`,
      ];
    });
  return made.length === 0
    ? 'totalCount'
    : `${shop.plain('aggregate')}${shop.directives()} ${shop.selection(type, made)}`;
}

/** Columns that few models have, and aggregates are most about. */
function numbersOf({ columns }: Model): readonly string[] {
  return [...columns.values()]
    .filter(({ kind }) => kind.sum !== null)
    .flatMap(({ name }) => (name === 'version' ? [] : [name]));
}
