import { type GraphQLObjectType, isObjectType } from 'graphql';
import type { Model } from '../../catalog/model.js';
import { RelataError, StartupError } from '../../errors.js';
import type { Engine } from '../engine.js';
import type { Operation, SelectedField } from './selection.js';

/** A plan and its price. */
export interface Priced<T> {
  readonly plan: T;
  readonly cost: number;
}

/** What is at hand while one operation is planned. */
export class Planning {
  readonly engine: Engine;
  readonly operation: Operation;

  constructor(engine: Engine, operation: Operation) {
    this.engine = engine;
    this.operation = operation;
  }

  /** The GraphQL type of a model. */
  typeOf(model: Model): GraphQLObjectType {
    const type = this.operation.schema.getType(model.name);
    if (!isObjectType(type)) {
      throw new StartupError(`The schema has no type ${model.name}`);
    }
    return type;
  }
}

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
