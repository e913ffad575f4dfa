import { namesOf } from '../../../src/testing/rows/catalog-facts.js';
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  getOperationAST,
  getVariableValues,
  type GraphQLSchema,
  Kind,
  parse,
} from 'graphql';
import type { Catalog, Model } from '../../../src/model/model.js';
import { roleOf } from '../../../src/reading/field-role.js';
import { argumentsOf } from '../../../src/reading/plan/field-arguments.js';
import {
  isTypeName,
  objectTypeOf,
  type Operation,
  rootSelection,
  type SelectedField,
  subfields,
} from '../../../src/reading/plan/selection.js';
import { filterFeatures } from '../../../src/testing/reads/filter-features.js';
import { Tally } from '../../../src/testing/reads/tally.js';
import { orderKeys } from '../../../src/testing/oracle/order.js';
import { orderFeature } from '../../../src/testing/reads/coverage.js';
import type { ConnectionInput } from '../../../src/testing/oracle/request.js';
import type { Asked } from './duel.js';
import { wordsOf } from './document-words.js';
import { featuresOf } from './features.js';

type Values = readonly unknown[];

/** How often everything that documents can have came up, read off the documents themselves. */
export class DocumentCoverage {
  readonly tally: Tally;
  readonly catalog: Catalog;
  readonly schema: GraphQLSchema;
  #last: { readonly query: string; readonly document: DocumentNode } = {
    query: '',
    document: { kind: Kind.DOCUMENT, definitions: [] },
  };
  #answers = 0;
  #filled = 0;

  constructor(catalog: Catalog, schema: GraphQLSchema) {
    this.catalog = catalog;
    this.schema = schema;
    this.tally = new Tally(featuresOf(catalog));
  }

  /** Counts a request, and which of its answers have rows. @param data - null where it was refused */
  count(asked: Asked, data: unknown): void {
    this.tally.add(`role ${asked.role.role}`);
    if (data === null || data === undefined) {
      this.tally.add('refused');
      return;
    }
    // The same document comes several times, one time after the other.
    if (this.#last.query !== asked.query) {
      this.#last = { query: asked.query, document: parse(asked.query) };
    }
    const { document } = this.#last;
    for (const feature of wordsOf(document, asked.values)) {
      this.tally.add(feature);
    }
    const operation = this.#operationOf(document, asked);
    if (operation !== null) {
      for (const selected of rootSelection(operation)) {
        this.#field(operation, selected, [data]);
      }
    }
  }

  /** How many of the answers had rows, from 0 to 1: lists, and rows looked up. */
  get share(): number {
    return this.#filled / this.#answers;
  }

  #operationOf(document: DocumentNode, { operationName, values }: Asked): Operation | null {
    const operation = getOperationAST(document, operationName);
    const schema = this.schema;
    const definitions = operation?.variableDefinitions ?? [];
    const { coerced } = getVariableValues(schema, definitions, { ...values });
    if (operation == null || coerced === undefined) {
      return null;
    }
    const fragments: Record<string, FragmentDefinitionNode> = {};
    for (const definition of document.definitions) {
      if (definition.kind === Kind.FRAGMENT_DEFINITION) {
        fragments[definition.name.value] = definition;
      }
    }
    return { schema, operation, fragments, variables: coerced };
  }

  #field(operation: Operation, selected: SelectedField, parents: Values): void {
    const role = roleOf(selected.field);
    const values = valuesOf(parents, selected.key);
    if (isTypeName(selected)) {
      this.tally.add('__typename');
      return;
    }
    if (selected.nodes.length > 1) {
      this.tally.add('field twice');
    }
    switch (role?.kind) {
      case 'connection': {
        const { relation, model } = role;
        this.tally.add(
          relation === null
            ? `list ${model.plural}`
            : `relation ${relation.source.name}.${relation.name}`,
        );
        this.#connection(operation, { selected, model, isRoot: relation === null }, values);
        return;
      }
      case 'reference':
        this.tally.add(`relation ${role.relation.source.name}.${role.relation.name}`);
        break;
      case 'lookup': {
        const { model: found } = role.lookup;
        this.tally.add(`lookup ${found.name}.${namesOf(role.lookup).join()}`);
        this.#answered(values.some((value) => value !== null));
        break;
      }
      case 'node':
      case 'nodes':
        this.tally.add(`root ${role.kind}`);
        this.#answered(values.flat().some((value) => value !== null));
        this.#ofAnyType(operation, selected, values.flat());
        return;
      case 'viewerCan':
        this.tally.add('viewerCan');
        return;
      default:
        if (selected.field.name === 'cursor') {
          this.tally.add('cursor');
        }
    }
    this.#below(operation, selected, values);
  }

  #below(operation: Operation, selected: SelectedField, values: Values): void {
    const type = objectTypeOf(selected.field);
    if (type !== null && !type.name.startsWith('__')) {
      for (const part of subfields(operation, type, selected.nodes)) {
        this.#field(operation, part, values);
      }
    }
  }

  #ofAnyType(operation: Operation, selected: SelectedField, values: Values): void {
    const { id, ids } = argumentsOf(operation, selected);
    const given = [id ?? ids].flat() as readonly string[];
    for (const model of this.catalog.values()) {
      // Below a type that no row can be of nothing is read.
      if (!given.some((each) => each.startsWith(`${model.singular}_`))) {
        continue;
      }
      const type = this.schema.getType(model.name);
      const parts = subfields(
        operation,
        type as NonNullable<ReturnType<typeof objectTypeOf>>,
        selected.nodes,
      );
      if (parts.some(({ key }) => values.some((value) => isObject(value) && key in value))) {
        this.tally.add(`node of ${model.name}`);
      }
      for (const part of parts) {
        this.#field(operation, part, values);
      }
    }
  }

  #connection(
    operation: Operation,
    {
      selected,
      model,
      isRoot,
    }: { readonly selected: SelectedField; readonly model: Model; readonly isRoot: boolean },
    values: Values,
  ): void {
    const { tally } = this;
    const input = argumentsOf(operation, selected) as ConnectionInput;
    tally.add(`page ${typeof input.last === 'number' ? 'backward' : 'forward'}`);
    if (isRoot && input.deleted !== undefined) {
      tally.add(`deleted ${input.deleted}`);
    }
    for (const [name, value] of Object.entries(input)) {
      if (name !== 'deleted') {
        tally.add(`argument ${name}${value === null ? ' null' : ''}`);
      }
    }
    for (const feature of filterFeatures(model, input.where ?? {})) {
      tally.add(feature);
    }
    const items = [input.orderBy ?? []].flat();
    for (const key of orderKeys(model, items).slice(0, items.length)) {
      tally.add(`order ${key.direction}`);
      tally.add(orderFeature(key));
    }
    const type = objectTypeOf(selected.field);
    const parts = type === null ? [] : subfields(operation, type, selected.nodes);
    const names = new Set(parts.map(({ field }) => field.name));
    if (names.has('nodes') && names.has('edges')) {
      tally.add('nodes and edges');
    }
    let rows = 0;
    for (const part of parts) {
      rows += this.#part(operation, { part, model }, values);
    }
    this.#answered(rows > 0);
  }

  /** Counts a part of connections. @returns how many rows the values tell of */
  #part(
    operation: Operation,
    { part, model }: { readonly part: SelectedField; readonly model: Model },
    values: Values,
  ): number {
    const below = valuesOf(values, part.key);
    const { name } = part.field;
    switch (name) {
      case 'nodes':
      case 'edges': {
        this.tally.add(name);
        this.#below(operation, part, below.flat());
        return below.flat().length;
      }
      case 'totalCount':
        this.tally.add(name);
        return below.reduce<number>((sum, count) => sum + Number(count), 0);
      case 'pageInfo': {
        const type = objectTypeOf(part.field);
        for (const { field } of type === null ? [] : subfields(operation, type, part.nodes)) {
          this.tally.add(field.name);
        }
        return below.filter(
          (info) =>
            isObject(info) &&
            Object.values(info).some((value) => value !== null && value !== false),
        ).length;
      }
      case 'aggregate':
        this.#aggregate(operation, { part, model });
        return /[1-9]/.exec(JSON.stringify(below)) === null ? 0 : 1;
      default:
        this.tally.add('__typename');
        return 0;
    }
  }

  #aggregate(
    operation: Operation,
    { part, model }: { readonly part: SelectedField; readonly model: Model },
  ): void {
    const type = objectTypeOf(part.field);
    for (const each of type === null ? [] : subfields(operation, type, part.nodes)) {
      this.tally.add(isTypeName(each) ? '__typename' : `aggregate ${each.field.name}`);
      const inner = objectTypeOf(each.field);
      for (const { field } of inner === null ? [] : subfields(operation, inner, each.nodes)) {
        const kind = model.columns.get(field.name)?.kind;
        this.tally.add(kind === undefined ? '__typename' : `${each.field.name} of ${kind.name}`);
      }
    }
  }

  #answered(isFilled: boolean): void {
    this.#answers += 1;
    this.#filled += Number(isFilled);
  }
}

function valuesOf(parents: Values, key: string): Values {
  return parents.flatMap((parent) =>
    isObject(parent) && Object.hasOwn(parent, key) ? [parent[key]] : [],
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
