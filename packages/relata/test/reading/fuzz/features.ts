import type { Catalog } from '../../../src/model/model.js';
import { allFilterFeatures } from '../../../src/testing/reads/filter-features.js';
import { DIRECTIONS } from '../../../src/testing/reads/arbitraries/order-arbitrary.js';
import { roleNames } from './trial-arbitrary.js';

const PAGE_INFO = ['hasNextPage', 'hasPreviousPage', 'startCursor', 'endCursor'];
const ARGUMENTS = ['where', 'orderBy', 'first', 'last', 'after', 'before', 'offset'];
const COMPARABLE = ['int', 'float', 'string', 'dateTime'];

/** Everything that must come up. */
export function featuresOf(catalog: Catalog): readonly string[] {
  const models = [...catalog.values()];
  return [
    ...roleNames(catalog).map((role) => `role ${role}`),
    ...models.map(({ plural }) => `list ${plural}`),
    ...models.flatMap((model) =>
      [model.id, ...model.lookups.map(({ column }) => column)].map(
        ({ name }) => `lookup ${model.name}.${name}`,
      ),
    ),
    'root node',
    'root nodes',
    ...models.map(({ name }) => `node of ${name}`),
    ...models.flatMap((model) =>
      [...model.relations.values()].map(({ name }) => `relation ${model.name}.${name}`),
    ),
    ...allFilterFeatures(catalog),
    ...DIRECTIONS.map((direction) => `order ${direction}`),
    ...['id', 'int', 'float', 'string', 'enum', 'boolean', 'dateTime'].map(
      (kind) => `order by ${kind}`,
    ),
    'order through a relation',
    'page forward',
    'page backward',
    ...ARGUMENTS.map((name) => `argument ${name}`),
    ...['where', 'orderBy', 'after', 'before'].map((name) => `argument ${name} null`),
    ...['EXCLUDE', 'INCLUDE', 'ONLY'].map((value) => `deleted ${value}`),
    ...['nodes', 'edges', 'nodes and edges', 'cursor', 'totalCount', 'viewerCan', '__typename'],
    ...PAGE_INFO,
    ...['count', 'min', 'max', 'sum', 'avg'].map((name) => `aggregate ${name}`),
    ...['min', 'max'].flatMap((name) => COMPARABLE.map((kind) => `${name} of ${kind}`)),
    ...['sum', 'avg'].map((name) => `${name} of int`),
    ...['include', 'skip'].flatMap((name) => [
      ...['literal', 'variable'].map((how) => `@${name} ${how}`),
      ...['Field', 'InlineFragment', 'FragmentSpread'].map((on) => `@${name} on ${on}`),
    ]),
    'inline fragment',
    'inline fragment on a type',
    'named fragment',
    'field twice',
    'alias of many characters',
    'alias like a member of objects',
    ...[...ARGUMENTS, 'deleted', 'id', 'ids', 'name'].map((name) => `variable as ${name}`),
    ...['where', 'orderBy', 'ids'].map((name) => `variable within ${name}`),
    ...['given', 'null', 'left out'].map((how) => `variable ${how}`),
    ...['given', 'left out'].map((how) => `variable ${how}, with a default`),
    ...['with cursors', 'with other values', 'by another viewer'].map((how) => `again ${how}`),
    'refused',
  ];
}
