import { selectedColumn } from '../../oracle/selected-column.js';
import fc from 'fast-check';
import type { Kind } from '../../../kinds/kind.js';
import type { Catalog, Model, Relation } from '../../../model/model.js';
import type { AggregateName } from '../../oracle/aggregate.js';
import type { DataSet } from '../../oracle/data-set.js';
import type {
  ConnectionRequest,
  ConnectionSelection,
  PageInfoField,
  ReferenceRequest,
  RootRequest,
  RowSelection,
} from '../../oracle/request.js';
import { argumentsOf } from './input-arbitrary.js';
import { lookup, lookupsOf } from './lookup-arbitrary.js';
import { Filters, openColumns } from './where-arbitrary.js';

const PAGE_INFO: readonly PageInfoField[] = [
  'hasNextPage',
  'hasPreviousPage',
  'startCursor',
  'endCursor',
];
/** What so many models have at most is asked for more often. */
const FEW_MODELS = 2;

/** What relations of a row a request goes down. */
type Relations = fc.Arbitrary<RowSelection['relations']>;

/** Makes requests that fit a catalog, with operands from a data set. */
export class Requests {
  readonly #data: DataSet;
  readonly #filters: Filters;
  readonly #models: readonly Model[];

  constructor(catalog: Catalog, data: DataSet) {
    this.#data = data;
    this.#filters = new Filters(catalog, data);
    this.#models = [...catalog.values()];
  }

  /** A field of the root: a list of any model, or with a list below each of its relations. */
  root(): fc.Arbitrary<RootRequest> {
    const lists = this.#models.map((model) => ({
      weight: this.#rarity(model),
      arbitrary: this.#list(model, this.#below(model, 1)),
    }));
    const relations = this.#models.flatMap((model) =>
      [...model.relations.values()].map((relation) => this.#relationCase(relation)),
    );
    return fc.oneof(
      { weight: 10, arbitrary: fc.oneof(...lists) },
      ...(relations.length === 0 ? [] : [{ weight: 8, arbitrary: fc.oneof(...relations) }]),
    );
  }

  /** One more for each kind of column, and each argument, that few models have. */
  #rarity(model: Model): number {
    const kindsOf = (of: Model): ReadonlySet<Kind> =>
      new Set(openColumns(of).map(({ kind }) => kind));
    const rare = [...kindsOf(model)].filter(
      (kind) => this.#models.filter((other) => kindsOf(other).has(kind)).length <= FEW_MODELS,
    );
    return 1 + rare.length + (model.deletedAt === null ? 0 : 2);
  }

  /** A field of the root that finds one row. */
  lookup(): fc.Arbitrary<RootRequest> {
    const lookups = this.#models.flatMap((model) =>
      lookupsOf(model, this.#data).map((wanted) =>
        lookup(model, wanted, this.#row(model, this.#below(model, 0))),
      ),
    );
    return fc.oneof(...lookups);
  }

  /** A list of parents with one relation of theirs, twice under two aliases with different arguments. */
  #relationCase(relation: Relation): fc.Arbitrary<RootRequest> {
    const place = { isRoot: false, hasCursors: true };
    const once = relation.many
      ? this.#connection(relation, place, this.#below(relation.target, 1))
      : this.#reference(relation);
    const relations: Relations = fc.record({ a: once, b: once });
    const parents = this.#row(relation.source, relations);
    return fc
      .tuple(parents, fc.boolean(), fc.integer({ min: 3, max: 12 }))
      .map(([row, isEdges, first]) => ({
        kind: 'connection',
        field: relation.source.plural,
        model: relation.source.name,
        input: { first },
        selection: isEdges ? { edges: row } : { nodes: row },
      }));
  }

  #list(model: Model, relations: Relations): fc.Arbitrary<ConnectionRequest> {
    const selection = this.#selection(model, relations);
    const place = { isRoot: true, hasCursors: true };
    return fc
      .tuple(argumentsOf(model, this.#filters, place), selection)
      .map(([rest, selected]) => ({
        kind: 'connection',
        field: model.plural,
        model: model.name,
        ...rest,
        selection: selected,
      }));
  }

  #connection(
    relation: Relation,
    place: { readonly isRoot: boolean; readonly hasCursors: boolean },
    relations: Relations,
  ): fc.Arbitrary<ConnectionRequest> {
    const { target } = relation;
    const isTree = relation.join.kind === 'tree';
    return fc
      .tuple(
        argumentsOf(target, this.#filters, { ...place, isTree }),
        this.#selection(target, relations),
      )
      .map(([rest, selection]) => ({
        kind: 'connection',
        field: relation.name,
        model: target.name,
        ...rest,
        selection,
      }));
  }

  #reference(relation: Relation): fc.Arbitrary<ReferenceRequest> {
    return this.#row(relation.target, fc.constant({})).map((selection) => ({
      kind: 'reference',
      field: relation.name,
      selection,
    }));
  }

  /** Now and then a relation below a row. */
  #below(model: Model, depth: number): Relations {
    const place = { isRoot: false, hasCursors: false };
    const any = [...model.relations.values()].map(
      (relation): fc.Arbitrary<ReferenceRequest | ConnectionRequest> =>
        relation.many
          ? this.#connection(
              relation,
              place,
              depth === 0 ? fc.constant({}) : this.#below(relation.target, depth - 1),
            )
          : this.#reference(relation),
    );
    if (any.length === 0) {
      return fc.constant({});
    }
    return fc.oneof(
      { weight: 3, arbitrary: fc.constant({}) },
      {
        weight: 2,
        arbitrary: fc.record({ x: fc.oneof(...any), y: fc.oneof(...any) }, { requiredKeys: [] }),
      },
    );
  }

  #row(model: Model, relations: Relations): fc.Arbitrary<RowSelection> {
    const names = openColumns(model)
      .filter((column) => column !== model.id)
      .map(selectedColumn);
    return fc.record({
      columns: fc.subarray(names, { maxLength: Math.min(5, names.length) }),
      relations,
    });
  }

  #selection(model: Model, relations: Relations): fc.Arbitrary<ConnectionSelection> {
    const row = this.#row(model, relations);
    const pageInfo = fc.subarray([...PAGE_INFO], { minLength: 1 });
    const facts = {
      pageInfo,
      totalCount: fc.constant(true),
      aggregate: this.#aggregate(model),
    };
    return fc.oneof(
      { weight: 3, arbitrary: fc.record({ nodes: row, ...facts }, { requiredKeys: ['nodes'] }) },
      {
        weight: 4,
        arbitrary: fc.record({ edges: row, ...facts }, { requiredKeys: ['edges', 'pageInfo'] }),
      },
      { weight: 1, arbitrary: fc.record({ nodes: row, edges: row, ...facts }) },
      { weight: 1, arbitrary: fc.record(facts, { requiredKeys: ['pageInfo'] }) },
    );
  }

  #aggregate(model: Model): fc.Arbitrary<Partial<Record<AggregateName, readonly string[]>>> {
    const of = (isMeant: (kind: Kind) => boolean): readonly string[] =>
      openColumns(model)
        .filter(({ kind, name }) => isMeant(kind) && name !== 'version')
        .map(({ name }) => name);
    const some = (names: readonly string[]): fc.Arbitrary<string[]> =>
      fc.subarray([...names], { minLength: 1 });
    const numeric = of(({ sum }) => sum !== null);
    const all = of(({ hasExtremes }) => hasExtremes);
    if (all.length === 0) {
      return fc.constant({});
    }
    const comparable = some(all);
    const extremes = { min: comparable, max: comparable };
    return numeric.length === 0
      ? fc.record(extremes, { requiredKeys: [] })
      : fc.record({ ...extremes, sum: some(numeric), avg: some(numeric) }, { requiredKeys: [] });
  }
}
