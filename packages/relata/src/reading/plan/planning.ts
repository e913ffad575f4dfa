import { type FieldNode, type GraphQLObjectType, isObjectType } from 'graphql';
import type { Model } from '../../model/model.js';
import { RelataError, StartupError } from '../../errors.js';
import type { Engine } from '../engine.js';
import { takesVariables } from './field-arguments.js';
import type { VariablePlan } from './read-plan.js';
import type { Operation, SelectedField } from './selection.js';
import type { Template } from './template.js';

/** A plan and its price. */
export interface Priced<T> {
  readonly plan: T;
  readonly cost: number;
}

/** What is at hand while one operation is planned. */
export class Planning {
  readonly engine: Engine;
  readonly operation: Operation;
  readonly template: Template;
  /** Plans met so far whose arguments come from variables, in the order of the document. */
  readonly variable: VariablePlan[] = [];

  constructor(engine: Engine, operation: Operation, template: Template) {
    this.engine = engine;
    this.operation = operation;
    this.template = template;
  }

  /** The GraphQL type of a model. */
  typeOf(model: Model): GraphQLObjectType {
    const type = this.operation.schema.getType(model.name);
    if (!isObjectType(type)) {
      throw new StartupError(`The schema has no type ${model.name}`);
    }
    return type;
  }

  /** What is selected of a value of a type. */
  subfields(type: GraphQLObjectType, nodes: readonly FieldNode[]): readonly SelectedField[] {
    return this.template.subfields(this.operation, type, nodes);
  }

  /** Runs a piece of planning, and keeps what comes of it where no variable had a part in it. */
  once<K, T>(known: Map<K, T>, key: K, work: () => T): T {
    const kept = known.get(key);
    if (kept !== undefined) {
      return kept;
    }
    const before = this.variable.length;
    const value = work();
    if (this.variable.length === before) {
      known.set(key, value);
    }
    return value;
  }

  /** Reads an argument, once where no variable has a part in it. */
  argument<T>(
    known: Map<SelectedField, T>,
    { selected, name }: { readonly selected: SelectedField; readonly name: string },
    work: () => T,
  ): T {
    return takesVariables(selected, name) ? work() : this.once(known, selected, work);
  }

  /** Runs the planning of something whose arguments come from variables. */
  varying<T extends VariablePlan>(work: () => Priced<T>): Priced<T> {
    // Its place is taken before those of what is below: the order is that of the document.
    const place = this.variable.push(UNPLANNED) - 1;
    const priced = work();
    this.variable[place] = priced.plan;
    return priced;
  }
}

const UNPLANNED = Object.freeze({}) as VariablePlan;

/** Runs a piece of planning; what it throws tells of the field in the document. */
export function planned<T>(selected: SelectedField, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof RelataError && error.nodes === undefined) {
      const { code, message, extensions } = error;
      throw new RelataError(code, `${selected.field.name}: ${message}`, {
        nodes: selected.nodes,
        extensions: { ...extensions },
      });
    }
    throw error;
  }
}
