import {
  GraphQLEnumType,
  type GraphQLFieldConfigMap,
  GraphQLInterfaceType,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLString,
} from 'graphql';
import { withRole } from '../../reading/field-role.js';
import type { Reader } from '../../reading/reader/reader.js';
import type { RequestContext } from '../../request/context.js';
import type { UserError, UserErrorCode } from '../../writing/user-error.js';

/** The codes of errors, with what each says. */
const CODES: Readonly<Record<UserErrorCode, { readonly description: string }>> = {
  VALIDATION: { description: 'A value of the input cannot be used.' },
  NOT_UNIQUE: { description: 'A value that must be unique is taken.' },
  NOT_FOUND: { description: 'A row is not there, or is hidden.' },
  FORBIDDEN: { description: 'The viewer may not make this change of the row.' },
  CONFLICT: { description: 'A row was changed by somebody else.' },
  INVALID_CREDENTIALS: { description: 'The user is unknown, or the password is wrong.' },
  ROLLED_BACK: { description: 'Another field of the document failed, so nothing was kept.' },
};

const PATH = new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(GraphQLString)));

/** The fields of every error. */
const fieldsOf = (errorCode: GraphQLEnumType) => ({
  code: { type: new GraphQLNonNull(errorCode), description: 'What kind of failure it is.' },
  message: { type: new GraphQLNonNull(GraphQLString), description: 'What went wrong, for people.' },
  path: {
    type: PATH,
    description: 'Where in the arguments the cause stands: `["input", "name"]`.',
  },
});

const TYPES: Readonly<Record<UserErrorCode, readonly [string, string]>> = {
  VALIDATION: ['ValidationError', 'A value of the input cannot be used.'],
  NOT_UNIQUE: ['NotUniqueError', 'A value that must be unique is taken.'],
  NOT_FOUND: ['NotFoundError', 'A row is not there, or is hidden.'],
  FORBIDDEN: ['ForbiddenError', 'The viewer may not make this change of the row.'],
  CONFLICT: ['ConflictError', 'A row was changed by somebody else since it was read.'],
  INVALID_CREDENTIALS: [
    'InvalidCredentialsError',
    'The user is unknown, or the password is wrong: which, is not told.',
  ],
  ROLLED_BACK: ['RolledBackError', 'Another field of the document failed, so nothing was kept.'],
};

/** The errors a payload carries, as GraphQL types. */
export interface ErrorTypes {
  readonly error: GraphQLInterfaceType;
  /** Every type that implements it. */
  readonly all: readonly GraphQLObjectType[];
}

/**
 * Makes the interface `MutationError` and its types.
 * @param isServed - whether something that is served gives errors of a code
 */
export function errorTypes(
  node: GraphQLInterfaceType,
  reader: Reader,
  isServed: (code: UserErrorCode) => boolean,
): ErrorTypes {
  const served = <T>(table: Readonly<Record<UserErrorCode, T>>): readonly [string, T][] =>
    Object.entries(table).filter(([code]) => isServed(code as UserErrorCode));
  const fields = fieldsOf(
    new GraphQLEnumType({
      name: 'ErrorCode',
      description: 'What kind of failure an error of a mutation is.',
      values: Object.fromEntries(served(CODES)),
    }),
  );
  const error = new GraphQLInterfaceType({
    name: 'MutationError',
    description:
      'An expected failure of a mutation: ask for `code message path`, or for more by type.',
    fields,
    resolveType: (userError: UserError) => TYPES[userError.code][0],
  });
  const more = moreFields(node, reader);
  const all = served(TYPES).map(
    ([code, [name, description]]) =>
      new GraphQLObjectType<UserError, RequestContext>({
        name,
        description,
        interfaces: [error],
        fields: { ...fields, ...more[code] },
      }),
  );
  return { error, all };
}

/** What errors of some codes say besides. */
function moreFields(
  node: GraphQLInterfaceType,
  reader: Reader,
): Readonly<Record<string, GraphQLFieldConfigMap<UserError, RequestContext>>> {
  return {
    CONFLICT: {
      current: {
        type: node,
        description: 'The row as it is now; null where it may not be read.',
        extensions: withRole({ kind: 'current' }),
        resolve: ({ conflict }, _args, context, info) =>
          conflict === undefined ? null : reader.ofModel(context, info, conflict),
      },
      fields: {
        type: PATH,
        description: 'Input fields that changed meanwhile.',
        resolve: ({ conflict }) => conflict?.fields ?? [],
      },
    },
    NOT_UNIQUE: {
      paths: {
        type: new GraphQLNonNull(new GraphQLList(PATH)),
        description:
          'Where each of the values stands; of several, `path` is what their places have in common.',
        resolve: ({ path, paths = [path] }) => paths,
      },
    },
  };
}
