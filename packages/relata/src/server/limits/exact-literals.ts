import {
  type ASTVisitor,
  type FloatValueNode,
  getNamedType,
  GraphQLError,
  GraphQLFloat,
  type IntValueNode,
  type ValidationContext,
} from 'graphql';
import { inexactNumber, isExactNumber } from '../../kinds/exact-number.js';

/** The validation rule for numbers of a document that a `Float` cannot hold as they are written. */
export function exactLiterals(context: ValidationContext): ASTVisitor {
  const check = (node: IntValueNode | FloatValueNode): void => {
    const type = context.getInputType();
    if (type != null && getNamedType(type) === GraphQLFloat && !isExactNumber(node.value)) {
      context.reportError(new GraphQLError(`Float: ${inexactNumber(node.value)}`, { nodes: node }));
    }
  };
  return { IntValue: check, FloatValue: check };
}
