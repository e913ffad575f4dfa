import type { ApolloServerOptionsWithGateway } from '@apollo/server';
import type { RequestContext } from '../../request/context.js';
import { executeOperation, type OwnExecution } from './answer-operations.js';

type Gateway = ApolloServerOptionsWithGateway<RequestContext>['gateway'];

/**
 * Hands Apollo our schema and our executor in one. (Apollo takes an executor only where it expects
 * a gateway.)
 */
export function ownExecution(own: OwnExecution): Gateway {
  return {
    onSchemaLoadOrUpdate: (callback) => {
      callback({ apiSchema: own.schema, coreSupergraphSdl: '' });
      return () => undefined;
    },
    load: () =>
      Promise.resolve({
        executor: async ({ context, request: { variables }, ...said }) =>
          (await executeOperation(own, context as RequestContext, {
            ...said,
            variables,
          })) as never,
      }),
    stop: () => Promise.resolve(),
  };
}
