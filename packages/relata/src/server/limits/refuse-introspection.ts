import { type ASTVisitor, GraphQLError, type ValidationRule } from 'graphql';

const SCHEMA_FIELDS: ReadonlySet<string> = new Set(['__schema', '__type']);

/** The validation rule of a server that does not tell its schema. */
export const refuseIntrospection: ValidationRule = (context): ASTVisitor => ({
  Field: (node) => {
    if (SCHEMA_FIELDS.has(node.name.value)) {
      context.reportError(
        new GraphQLError(
          `${node.name.value}: introspection is off on this server; the setting INTROSPECTION turns it on`,
          { nodes: node },
        ),
      );
    }
  },
});
