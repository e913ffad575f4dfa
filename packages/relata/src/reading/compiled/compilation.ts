import type { Engine } from '../engine.js';
import type { Column } from '../../model/model.js';
import type { Scope } from '../sql/scope.js';
import type { Binding } from './binding.js';
import type { JsonDialect } from './json/json-dialect.js';

/** What is at hand while one statement is built. */
export interface Compilation {
  readonly engine: Engine;
  readonly scope: Scope;
  readonly json: JsonDialect;
  readonly binding: Binding;
  /** Set where the answer has values that only JavaScript writes as JavaScript does. */
  isRewritten: boolean;
  /** Columns of which the answer has values that are to be masked, in the order of their marks. */
  readonly maskedColumns: Column[];
}
