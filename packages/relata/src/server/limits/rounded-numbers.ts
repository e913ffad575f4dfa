import {
  getNullableType,
  type GraphQLInputType,
  type GraphQLLeafType,
  type GraphQLSchema,
  isInputObjectType,
  isInputType,
  isListType,
  type OperationDefinitionNode,
  typeFromAST,
} from 'graphql';
import { BadInputError } from '../../errors.js';
import { isExactScalar } from '../../kinds/exact-scalars.js';
import type { RequestSteps } from '../graphql/request-steps.js';
import { InFlightRequest } from '../http/in-flight-request.js';
import type { RoundedNumber } from './exact-variables.js';

const INDEX = /^\d+$/;

/**
 * Refuses numbers of variables that were rounded when their JSON was parsed where all digits count: `0.1` is not what was
 * sent as `0.1000000000000000055`. A `Float`, and JSON, take them, as they are doubles themselves.
 */
export const refuseRoundedNumbers: RequestSteps = {
  resolved: ({ schema, operation }) => {
    for (const rounded of InFlightRequest.current()?.roundedNumbers ?? []) {
      const type = scalarOf(schema, operation, rounded);
      if (type !== null && isExactScalar(type)) {
        throw BadInputError.at(
          ['variables', ...rounded.path].join('.'),
          `${type.name} keeps all digits, and ${rounded.text} has more than a number of JSON keeps: write it as a text`,
        );
      }
    }
  },
};

/** The scalar that a number of the variables is for; null where it is for nothing, which graphql-js reports. */
function scalarOf(
  schema: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
  { path: [name, ...steps] }: RoundedNumber,
): GraphQLLeafType | null {
  const definition = variableDefinitions.find(({ variable }) => variable.name.value === name);
  const type = definition && typeFromAST(schema, definition.type);
  return isInputType(type) ? leafAt(type, steps) : null;
}

/** The scalar at a place; a list may be given as its only item. */
function leafAt(given: GraphQLInputType, path: readonly string[]): GraphQLLeafType | null {
  const type = getNullableType(given);
  const [step, ...rest] = path;
  if (isListType(type)) {
    return leafAt(type.ofType, step !== undefined && INDEX.test(step) ? rest : path);
  }
  if (isInputObjectType(type)) {
    const field = step === undefined ? undefined : type.getFields()[step];
    return field === undefined ? null : leafAt(field.type, rest);
  }
  return type;
}
