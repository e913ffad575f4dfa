import {
  type ASTVisitor,
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  separateOperations,
  TypeInfo,
  type ValidationRule,
  valueFromASTUntyped,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { BadInputError } from '../../errors.js';
import type { Settings } from '../../settings.js';
import { isWriteInput } from '../../writing/document/prepare.js';
import type { RequestSteps } from '../graphql/request-steps.js';
import { InFlightRequest } from '../http/in-flight-request.js';
import { plural } from '../../plural.js';

type ListLimit = Pick<Settings['limits'], 'listInputs'>;

/**
 * The validation rule for lists that a document writes out. Those in an input of a derived mutation
 * are left to it, here and in {@link limitLists}: one that is too long is an error of its
 * payload, like everything else that is wrong with the input.
 */
export function listLimit({ listInputs }: ListLimit): ValidationRule {
  return (context): ASTVisitor => ({
    // What a variable is when nobody says is looked at with the variables.
    VariableDefinition: () => false,
    ListValue: (node) => {
      const counted = node.values.length;
      if (counted > listInputs && !isLeftToWriting(context)) {
        context.reportError(
          new GraphQLError(
            `The document has ${String(counted)} ${plural(counted, 'item')} in a list, the limit is ${String(listInputs)}`,
            { nodes: node },
          ),
        );
      }
    },
  });
}

/** Refuses variables that hold too long a list, unless only inputs of derived mutations use them. */
export function limitLists({ listInputs }: ListLimit): RequestSteps {
  return {
    resolved: ({ schema, document, operation, request }) => {
      // Next to no request has one: only then is it asked where they are used.
      if (mayHoldLongList(operation)) {
        const values = { ...defaultsOf(operation), ...request.variables };
        const long = longLists(values, listInputs);
        const used = usedElsewhere(schema, document, operation);
        const [path] = used.flatMap((name) => long.get(name) ?? []);
        if (path !== undefined) {
          throw BadInputError.at(
            path,
            `must not have more than ${String(listInputs)} ${plural(listInputs, 'item')}`,
          );
        }
      }
    },
  };
}

function isLeftToWriting(at: Pick<TypeInfo, 'getFieldDef' | 'getArgument'>): boolean {
  const [field, argument] = [at.getFieldDef(), at.getArgument()];
  return field != null && argument != null && isWriteInput(field, argument);
}

/** Values that may have a list in them. */
const COMPOSED: ReadonlySet<Kind | undefined> = new Set([Kind.LIST, Kind.OBJECT]);

/** What was sent was looked at before it was parsed; what stands in the document was not. */
function mayHoldLongList({ variableDefinitions = [] }: OperationDefinitionNode): boolean {
  return (
    (InFlightRequest.current()?.hasLongList ?? true) ||
    variableDefinitions.some(({ defaultValue }) => COMPOSED.has(defaultValue?.kind))
  );
}

/** What the variables of an operation are when nobody says. */
function defaultsOf({ variableDefinitions = [] }: OperationDefinitionNode): object {
  return Object.fromEntries(
    variableDefinitions.flatMap(({ variable, defaultValue }) =>
      defaultValue === undefined
        ? []
        : [[variable.name.value, valueFromASTUntyped(defaultValue)] as const],
    ),
  );
}

/** By variable: the place of the first list in it that is too long. */
function longLists(variables: object, most: number): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(variables).flatMap(([name, value]) => {
      const path = pathOfLongList(value, most);
      return path === null ? [] : [[name, ['variables', name, ...path].join('.')] as const];
    }),
  );
}

/** Where in a value the first list is that is too long; null where there is none. */
function pathOfLongList(value: unknown, most: number): readonly string[] | null {
  if (typeof value !== 'object' || value === null) {
    return null;
  }
  if (Array.isArray(value) && value.length > most) {
    return [];
  }
  for (const key in value) {
    const path = pathOfLongList((value as Record<string, unknown>)[key], most);
    if (path !== null) {
      return [key, ...path];
    }
  }
  return null;
}

/** Names of the variables an operation uses elsewhere than in inputs of derived mutations. */
function usedElsewhere(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): readonly string[] {
  const names: string[] = [];
  const types = new TypeInfo(schema);
  visit(
    separateOperations(document)[operation.name?.value ?? ''] ?? document,
    visitWithTypeInfo(types, {
      VariableDefinition: () => false,
      Variable: ({ name }) => {
        if (!isLeftToWriting(types)) {
          names.push(name.value);
        }
      },
    }),
  );
  return names;
}
