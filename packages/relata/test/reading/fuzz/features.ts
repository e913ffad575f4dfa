import type { Catalog, Column } from '../../../src/model/model.js';
import { namesOf, relationsOf } from '../../../src/testing/rows/catalog-facts.js';
import { allFilterFeatures } from '../../../src/testing/reads/filter-features.js';
import { openColumns } from '../../../src/testing/reads/arbitraries/where-arbitrary.js';
import { ORDER_SUMMARIES } from '../../../src/reading/order/order.js';
import { DIRECTIONS } from '../../../src/testing/reads/arbitraries/order-arbitrary.js';
import { roleNames } from './trial-arbitrary.js';

const PAGE_INFO = ['hasNextPage', 'hasPreviousPage', 'startCursor', 'endCursor'];
const ARGUMENTS = ['where', 'orderBy', 'first', 'last', 'after', 'before', 'offset'];

/** Everything that must come up. */
export function featuresOf(catalog: Catalog): readonly string[] {
  const models = [...catalog.values()];
  const columns = models.flatMap(openColumns);
  const kindsOf = (isOne: (column: Column) => boolean): readonly string[] => [
    ...new Set(columns.filter(isOne).map(({ kind }) => kind.name)),
  ];
  const hasDeleted = models.some(({ deletedAt }) => deletedAt !== null);
  const names = new Set(models.flatMap(({ lookups }) => lookups.flatMap(namesOf)));
  return [
    ...roleNames(catalog).map((role) => `role ${role}`),
    ...models.map(({ plural }) => `list ${plural}`),
    ...models.flatMap((model) =>
      [model.id.name, ...model.lookups.map((each) => namesOf(each).join())].map(
        (name) => `lookup ${model.name}.${name}`,
      ),
    ),
    'root node',
    'root nodes',
    ...models.map(({ name }) => `node of ${name}`),
    ...relationsOf(catalog).map(({ source, name }) => `relation ${source.name}.${name}`),
    ...allFilterFeatures(catalog),
    ...DIRECTIONS.map((direction) => `order ${direction}`),
    ...kindsOf(({ kind }) => kind.cursor !== null).map((kind) => `order by ${kind}`),
    'order through a relation',
    ...ORDER_SUMMARIES.map((name) => `order by ${name} of many`),
    'page forward',
    'page backward',
    ...ARGUMENTS.map((name) => `argument ${name}`),
    ...['where', 'orderBy', 'after', 'before'].map((name) => `argument ${name} null`),
    ...(hasDeleted ? ['EXCLUDE', 'INCLUDE', 'ONLY'] : []).map((value) => `deleted ${value}`),
    ...['nodes', 'edges', 'nodes and edges', 'cursor', 'totalCount', 'viewerCan', '__typename'],
    ...PAGE_INFO,
    ...['count', 'min', 'max', 'sum', 'avg'].map((name) => `aggregate ${name}`),
    ...['min', 'max'].flatMap((name) =>
      kindsOf(({ kind }) => kind.hasExtremes).map((kind) => `${name} of ${kind}`),
    ),
    ...['sum', 'avg'].flatMap((name) =>
      kindsOf(({ kind }) => kind.sum?.exact != null).map((kind) => `${name} of ${kind}`),
    ),
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
    ...[...ARGUMENTS, ...(hasDeleted ? ['deleted'] : []), 'id', 'ids', ...names].map(
      (name) => `variable as ${name}`,
    ),
    ...['where', 'orderBy', 'ids'].map((name) => `variable within ${name}`),
    ...['given', 'null', 'left out'].map((how) => `variable ${how}`),
    ...['given', 'left out'].map((how) => `variable ${how}, with a default`),
    ...['with cursors', 'with other values', 'by another viewer'].map((how) => `again ${how}`),
    'refused',
  ];
}
