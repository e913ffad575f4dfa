import {
  getVariableValues,
  type GraphQLLeafType,
  type GraphQLSchema,
  isLeafType,
  isNonNullType,
  type OperationDefinitionNode,
  typeFromAST,
  type TypeNode,
} from 'graphql';
import { getOrMake } from '../../cache/get-or-make.js';

type Values = Readonly<Record<string, unknown>>;

/** A variable of a scalar or an enum. */
interface LeafVariable {
  readonly name: string;
  readonly type: GraphQLLeafType;
}

// Apollo keeps parsed documents, a bounded number of them: what is known lives as long as theirs.
const leaves = new WeakMap<OperationDefinitionNode, readonly LeafVariable[] | null>();

/** One is enough to know that they do not fit. */
const FIRST_ERROR = { maxErrors: 1 };

/**
 * Coerces the variables of an operation.
 * @param given - as they were sent
 * @returns null where they do not fit: the executor's to report
 */
export function coerceVariables(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  given: Values,
): Values | null {
  const known = getOrMake(leaves, operation, () => leafVariables(schema, operation));
  return (
    (known === null ? null : coerceLeaves(known, given)) ??
    getVariableValues(schema, operation.variableDefinitions ?? [], given, FIRST_ERROR).coerced ??
    null
  );
}

/** @returns null where there are others */
function leafVariables(
  schema: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
): readonly LeafVariable[] | null {
  const found = variableDefinitions.flatMap((definition) => {
    const type = leafTypeOf(schema, definition.type);
    return type === null ? [] : [{ name: definition.variable.name.value, type }];
  });
  return found.length === variableDefinitions.length ? found : null;
}

function leafTypeOf(schema: GraphQLSchema, node: TypeNode): GraphQLLeafType | null {
  const type = typeFromAST(schema, node);
  const nullable = isNonNullType(type) ? type.ofType : type;
  return isLeafType(nullable) ? nullable : null;
}

/**
 * Does what graphql-js does where all of them have a value, without looking up what is the same for
 * all requests: their types. @returns null where not all have one that fits
 */
function coerceLeaves(variables: readonly LeafVariable[], given: Values): Values | null {
  const coerced = Object.create(null) as Record<string, unknown>;
  for (const { name, type } of variables) {
    const value = Object.hasOwn(given, name) ? given[name] : null;
    if (value === null) {
      return null;
    }
    try {
      coerced[name] = type.parseValue(value);
    } catch {
      return null;
    }
    if (coerced[name] === undefined) {
      return null;
    }
  }
  return coerced;
}
