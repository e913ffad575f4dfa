import fc from 'fast-check';
import type { Kind } from '../../../kinds/kind.js';
import type { Catalog, Column, Model, Relation } from '../../../model/model.js';
import { rarity } from '../../rows/catalog-facts.js';
import type { Cell, DataSet } from '../../oracle/data-set.js';
import type { Where } from '../../oracle/filter.js';
import { columnFilter, operatorsOf } from './column-filter-arbitrary.js';

/** Operators with much that can go wrong: made more often. */
const OFTEN: Readonly<Record<string, number>> = { contains: 4, startsWith: 3, endsWith: 4 };

/** How much more often, beside the share of the models that have it. */
const RARE = 5;

/** The columns of a model that can be filtered, ordered and selected. */
export function openColumns(model: Model): readonly Column[] {
  return [...model.columns.values()].filter(
    (column) => column.exposed && !model.relations.has(column.name),
  );
}

/** Makes filters whose operands come from a data set. */
export class Filters {
  readonly #catalog: Catalog;
  readonly #data: DataSet;
  readonly #made = new Map<string, fc.Arbitrary<Where>>();

  constructor(catalog: Catalog, data: DataSet) {
    this.#catalog = catalog;
    this.#data = data;
  }

  /** A filter with members, nested at most so deep. */
  where(model: Model, depth = 3): fc.Arbitrary<Where> {
    const key = `${model.name} ${String(depth)}`;
    const known = this.#made.get(key);
    const made = known ?? this.#make(model, depth);
    this.#made.set(key, made);
    return made;
  }

  /** A filter that leaves more rows than most. */
  loose(model: Model): fc.Arbitrary<Where> {
    const inner = this.where(model);
    const list = fc.array(this.where(model, 2), { minLength: 2, maxLength: 8 });
    return fc.oneof(
      { weight: 3, arbitrary: inner },
      { weight: 7, arbitrary: list.map((or) => ({ or })) },
      { weight: 1, arbitrary: inner.map((not) => ({ not })) },
    );
  }

  #make(model: Model, depth: number): fc.Arbitrary<Where> {
    const column = { weight: 12, arbitrary: this.#column(model) };
    if (depth <= 1) {
      return column.arbitrary;
    }
    const inner = this.where(model, depth - 1);
    const list = fc.oneof(
      { weight: 12, arbitrary: fc.array(inner, { minLength: 1, maxLength: 3 }) },
      { weight: 1, arbitrary: fc.constant([]) },
    );
    const relations = [...model.relations.values()].map((relation) => ({
      weight: relation.many ? 2 : 4,
      arbitrary: this.#relation(relation, depth),
    }));
    return fc.oneof(
      column,
      ...(relations.length === 0 ? [] : [{ weight: 12, arbitrary: fc.oneof(...relations) }]),
      { weight: 3, arbitrary: list.map((or) => ({ or })) },
      { weight: 2, arbitrary: list.map((and) => ({ and })) },
      { weight: 3, arbitrary: inner.map((not) => ({ not })) },
      { weight: 3, arbitrary: fc.tuple(inner, inner).map(([a, b]) => ({ ...a, ...b })) },
      { weight: 1, arbitrary: fc.constantFrom({}, { id: {} }) },
    );
  }

  #column(model: Model): fc.Arbitrary<Where> {
    const choices = new Map<string, { weight: number; columns: Column[]; operator: string }>();
    for (const column of openColumns(model)) {
      for (const operator of operatorsOf(column)) {
        const key = `${column.kind.name} ${operator}`;
        const choice = choices.get(key) ?? {
          weight: OFTEN[operator] ?? this.#weight(column.kind),
          columns: [],
          operator,
        };
        choice.columns.push(column);
        choices.set(key, choice);
      }
    }
    return fc.oneof(
      ...[...choices.values()].map(({ weight, columns, operator }) => ({
        weight,
        arbitrary: fc.constantFrom(...columns).chain((column) =>
          columnFilter(column, operator, this.#stored(column)).map((filter) => ({
            [column.name]: filter,
          })),
        ),
      })),
    );
  }

  /** What few models have is asked for that much more often there, so that it comes up as often. */
  #weight(kind: Kind): number {
    const rare = rarity(kind, this.#catalog);
    return rare === 1 ? 1 : RARE * rare;
  }

  #relation(relation: Relation, depth: number): fc.Arbitrary<Where> {
    const inner = this.where(relation.target, depth - 1);
    if (!relation.many) {
      // A relation filter without any member is refused.
      const member = inner.filter((filter) => Object.keys(filter).length > 0);
      const isNull = fc.boolean().map((value) => ({ isNull: value }));
      return fc
        .oneof(
          { weight: 6, arbitrary: member },
          { weight: 2, arbitrary: isNull },
          { weight: 1, arbitrary: fc.tuple(member, isNull).map(([a, b]) => ({ ...a, ...b })) },
        )
        .map((filter) => ({ [relation.name]: filter }));
    }
    const some = fc.oneof(
      { weight: 6, arbitrary: inner },
      { weight: 1, arbitrary: fc.constant({}) },
    );
    const quantified = ['some', 'none', 'every'].map((quantifier) =>
      some.map((filter) => ({ [relation.name]: { [quantifier]: filter } })),
    );
    const both = fc.tuple(some, some).map(([a, b]) => ({ [relation.name]: { some: a, every: b } }));
    return fc.oneof(
      ...quantified.map((arbitrary) => ({ weight: 4, arbitrary })),
      { weight: 10, arbitrary: count.map((filter) => ({ [relation.name]: { count: filter } })) },
      { weight: 1, arbitrary: both },
    );
  }

  #stored(column: Column): readonly Cell[] {
    const rows = this.#data.rows[column.model.name] ?? [];
    return rows.map((row) => row[column.name] ?? null).filter((cell) => cell !== null);
  }
}

const size = fc.integer({ min: 0, max: 5 });
const sizes = fc.array(size, { maxLength: 3 });
const count: fc.Arbitrary<Where> = fc.oneof(
  ...['eq', 'ne', 'lt', 'lte', 'gt', 'gte'].map((operator) =>
    size.map((operand) => ({ [operator]: operand })),
  ),
  sizes.map((operands) => ({ in: operands })),
  sizes.map((operands) => ({ notIn: operands })),
  fc.tuple(size, size).map(([gte, lt]) => ({ gte, lt })),
);
