import { stringKind } from '../../kinds/string.js';
import type { Catalog, Column, Model } from '../../model/model.js';
import type { Where } from '../oracle/filter.js';
import { relationsOf } from '../rows/catalog-facts.js';
import { operatorsOf } from './arbitraries/column-filter-arbitrary.js';
import { openColumns } from './arbitraries/where-arbitrary.js';

const COUNT_OPERATORS = ['eq', 'ne', 'in', 'notIn', 'lt', 'lte', 'gt', 'gte'];

/** Everything a filter can say, of all models. */
export function allFilterFeatures(catalog: Catalog): readonly string[] {
  const models = [...catalog.values()];
  const relations = relationsOf(catalog);
  const columns = models.flatMap(openColumns);
  return [
    ...relations.map(({ source, name }) => `filter ${source.name}.${name}`),
    ...(relations.some(({ many }) => !many)
      ? [true, false].map((value) => `relation isNull ${String(value)}`)
      : []),
    ...new Set(
      columns.flatMap((column) =>
        operatorsOf(column).map((operator) => `${column.kind.name} ${operator}`),
      ),
    ),
    ...(columns.some(({ kind }) => kind === stringKind)
      ? ['SENSITIVE', 'INSENSITIVE', 'null']
      : []
    ).map((mode) => `mode ${mode}`),
    ...['and', 'or', 'not'].map((key) => `where ${key}`),
    ...(relations.some(({ many }) => many)
      ? [
          ...['some', 'none', 'every', 'count'].map((key) => `where ${key}`),
          ...COUNT_OPERATORS.map((operator) => `count ${operator}`),
        ]
      : []),
  ];
}

/** What a filter says, by the names of {@link allFilterFeatures}. */
export function* filterFeatures(model: Model, where: Where): Generator<string> {
  for (const [key, value] of Object.entries(where)) {
    const relation = model.relations.get(key);
    if (key === 'and' || key === 'or' || key === 'not') {
      yield `where ${key}`;
      for (const part of [value].flat()) {
        yield* filterFeatures(model, part as Where);
      }
    } else if (relation === undefined) {
      yield* columnFeatures(model.columns.get(key), value as Where);
    } else {
      yield `filter ${model.name}.${key}`;
      yield* relation.many
        ? quantified(relation.target, value as Where)
        : reference(relation.target, value as Where);
    }
  }
}

function* reference(target: Model, { isNull, ...filter }: Where): Generator<string> {
  if (typeof isNull === 'boolean') {
    yield `relation isNull ${String(isNull)}`;
  }
  yield* filterFeatures(target, filter);
}

function* quantified(target: Model, filter: Where): Generator<string> {
  for (const [quantifier, inner] of Object.entries(filter)) {
    yield `where ${quantifier}`;
    if (quantifier === 'count') {
      for (const operator of Object.keys(inner as Where)) {
        yield `count ${operator}`;
      }
    } else {
      yield* filterFeatures(target, inner as Where);
    }
  }
}

function* columnFeatures(column: Column | undefined, filter: Where): Generator<string> {
  for (const [operator, operand] of Object.entries(filter)) {
    if (operator === 'mode') {
      yield `mode ${String(operand)}`;
    } else if (column !== undefined && operatorsOf(column).includes(operator)) {
      yield `${column.kind.name} ${operator}`;
    }
  }
}
