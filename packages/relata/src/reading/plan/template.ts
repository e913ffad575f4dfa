import {
  type FieldNode,
  type GraphQLObjectType,
  Kind,
  type OperationDefinitionNode,
  visit,
} from 'graphql';
import type { Model } from '../../model/model.js';
import { BoundedCache } from '../../cache/bounded-cache.js';
import { getOrMake } from '../../cache/get-or-make.js';
import type { Condition } from '../../filter/condition.js';
import type { Engine } from '../engine.js';
import type { ConnectionParts } from './plan-parts.js';
import type { Priced } from './planning.js';
import type { ConnectionPlan, ReadPlan, RowPlan } from './read-plan.js';
import { type Operation, rootSelection, type SelectedField, subfields } from './selection.js';

/** Most choices of `@include` and `@skip` that are kept of one operation. */
const CHOICES = 32;

/**
 * What planning finds out once for all requests with one operation and one choice of its `@include`
 * and `@skip`: what is selected, and the plans of whatever takes no variables.
 */
export class Template {
  /** Plans of rows, by the nodes that select them. */
  readonly rows = new Map<readonly FieldNode[], Map<Model, Priced<RowPlan>>>();
  /** Plans of connections, with all that is below. */
  readonly connections = new Map<SelectedField, Priced<ConnectionPlan>>();
  /** Arguments that take no variables, of connections whose others do. */
  readonly fixed = {
    orders: new Map<SelectedField, Pick<ConnectionPlan, 'order' | 'fingerprint'>>(),
    filters: new Map<SelectedField, Condition>(),
  };
  /** The plan of an operation that takes no variables at all. */
  whole: ReadPlan | null = null;
  readonly root: readonly SelectedField[];
  readonly #below = new Map<
    readonly FieldNode[],
    Map<GraphQLObjectType, readonly SelectedField[]>
  >();

  readonly #parts = new Map<SelectedField, Map<number, Priced<ConnectionParts>>>();

  constructor(operation: Operation) {
    this.root = rootSelection(operation);
  }

  /** Plans of what is below a connection, by the size of its page. */
  partsOf(selected: SelectedField): Map<number, Priced<ConnectionParts>> {
    return getOrMake(this.#parts, selected, () => new Map<number, Priced<ConnectionParts>>());
  }

  /** What is selected of a value of a type. */
  subfields(
    operation: Operation,
    type: GraphQLObjectType,
    nodes: readonly FieldNode[],
  ): readonly SelectedField[] {
    const ofNodes = getOrMake(
      this.#below,
      nodes,
      () => new Map<GraphQLObjectType, readonly SelectedField[]>(),
    );
    return getOrMake(ofNodes, type, () => subfields(operation, type, nodes));
  }
}

/** The templates of one operation. */
interface Templates {
  /** Variables that `@include` and `@skip` ask for. */
  readonly switches: readonly string[];
  readonly byChoice: BoundedCache<string, Template>;
}

// Apollo keeps parsed documents, a bounded number of them: templates live as long as theirs.
const templates = new WeakMap<Engine, WeakMap<OperationDefinitionNode, Templates>>();

/** The template of an operation with these variables. */
export function templateOf(engine: Engine, operation: Operation): Template {
  const ofEngine = getOrMake(templates, engine, () => new WeakMap());
  const known = getOrMake(ofEngine, operation.operation, () => ({
    switches: switchesOf(operation),
    byChoice: new BoundedCache<string, Template>(CHOICES),
  }));
  const choice = known.switches.map((name) => String(operation.variables[name])).join();
  return known.byChoice.getOrSet(choice, () => new Template(operation));
}

function switchesOf({ operation, fragments }: Operation): readonly string[] {
  const names = new Set<string>();
  for (const node of [operation, ...Object.values(fragments)]) {
    visit(node, {
      Directive: ({ name, arguments: args }) => {
        if (name.value === 'include' || name.value === 'skip') {
          for (const { value } of args ?? []) {
            if (value.kind === Kind.VARIABLE) {
              names.add(value.name.value);
            }
          }
        }
      },
    });
  }
  return [...names];
}
