import type { ApolloServerPlugin } from '@apollo/server';
import { getVariableValues, Kind, type FragmentDefinitionNode } from 'graphql';
import type { Engine } from '../reading/engine.js';
import { planOfRequest } from '../reading/plan/plan-of-request.js';
import type { RequestContext } from '../session/context.js';

/**
 * Plans each operation before it executes, so that what it may not ask for, and what costs too
 * much, is refused before anything is read. Variables count: it runs for every request.
 */
export function planPlugin(engine: Engine): ApolloServerPlugin<RequestContext> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        didResolveOperation: ({ schema, operation, document, request, contextValue }) => {
          const definitions = operation?.variableDefinitions ?? [];
          const { coerced } = getVariableValues(schema, definitions, request.variables ?? {});
          // Variables that do not fit are the executor's to report.
          if (operation !== undefined && coerced !== undefined) {
            const fragments: Record<string, FragmentDefinitionNode> = {};
            for (const definition of document.definitions) {
              if (definition.kind === Kind.FRAGMENT_DEFINITION) {
                fragments[definition.name.value] = definition;
              }
            }
            const variables = coerced;
            planOfRequest(engine, contextValue, { schema, operation, fragments, variables });
          }
          return Promise.resolve();
        },
      }),
  };
}
