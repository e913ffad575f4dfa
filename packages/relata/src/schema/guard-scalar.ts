import { GraphQLError, type GraphQLScalarType, type Token, type ValueNode } from 'graphql';
import { BadInputError } from '../errors.js';

// Scalars are shared by the schemas of a process: each is guarded once.
const guarded = new WeakSet<GraphQLScalarType>();

/**
 * Has whatever a scalar of an application throws at a value it is given tell the client which value
 * it is: graphql-js passes on what is no GraphQLError as if it were a fault of the server.
 */
export function guardScalar(scalar: GraphQLScalarType): void {
  if (guarded.has(scalar)) {
    return;
  }
  guarded.add(scalar);
  const { parseValue, parseLiteral } = scalar;
  scalar.parseValue = (value) => {
    try {
      return parseValue.call(scalar, value);
    } catch (error) {
      // graphql-js names the variable, and the place in it.
      throw error instanceof GraphQLError ? error : new GraphQLError(reasonOf(error, scalar));
    }
  };
  scalar.parseLiteral = (node, variables) => {
    try {
      return parseLiteral.call(scalar, node, variables);
    } catch (error) {
      throw error instanceof GraphQLError ? error : literalError(reasonOf(error, scalar), node);
    }
  };
}

function reasonOf(error: unknown, { name }: GraphQLScalarType): string {
  return error instanceof Error && error.message !== '' ? error.message : `is not a ${name}`;
}

function literalError(reason: string, node: ValueNode): BadInputError {
  const path = placeOf(node.loc?.startToken.prev ?? null);
  const message = path.length === 0 ? reason : `${path.join('.')}: ${reason}`;
  return new BadInputError(message, { nodes: node });
}

const OPENING: ReadonlySet<string> = new Set(['(', '{', '[']);
const CLOSING: ReadonlySet<string> = new Set([')', '}', ']']);

/** The argument a literal stands in, and where in it, as the tokens before it tell. */
function placeOf(before: Token | null): readonly string[] {
  const path: string[] = [];
  // Names and items at the level of the literal are passed over once it is known how it is called.
  let isNamed = false;
  let index = 0;
  let depth = 0;
  for (let token = before; token !== null; token = token.prev) {
    const { prev } = token;
    const kind: string = token.kind;
    if (CLOSING.has(kind)) {
      index += depth === 0 ? 1 : 0;
      depth += 1;
    } else if (depth > 0) {
      depth -= OPENING.has(kind) ? 1 : 0;
    } else if (kind === '(') {
      return path;
    } else if (kind === '[') {
      path.unshift(String(index));
      isNamed = false;
    } else if (kind === '{') {
      isNamed = false;
    } else if (kind === ':' && !isNamed) {
      path.unshift(prev?.value ?? '');
      isNamed = true;
    } else if (!isNamed && kind !== '$' && kind !== 'Comment') {
      index += 1;
    }
    index = kind === '[' || kind === '{' ? 0 : index;
  }
  return [];
}
