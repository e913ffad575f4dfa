import { rewireTypes } from '@graphql-tools/utils';
import {
  DirectiveLocation,
  GraphQLDirective,
  type GraphQLNamedType,
  GraphQLObjectType,
  GraphQLSchema,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
  specifiedDirectives,
} from 'graphql';
import type { Catalog, Model } from '../model/model.js';
import { StartupError } from '../errors.js';
import { modelOfPayload } from '../reading/field-role.js';
import type { Reader } from '../reading/reader/reader.js';
import type { Writer } from '../writing/document/writer.js';
import type { UserErrorCode } from '../writing/user-error.js';
import { checkOrders } from './check-orders.js';
import { documentTypes } from './document-fields.js';
import { errorTypes } from './types/error-types.js';
import { guardScalar } from './guard-scalar.js';
import { InputTypes } from './types/input-types.js';
import { joinType } from './join-type.js';
import { mutationFields } from './mutation-fields.js';
import { ObjectTypes } from './types/object-types.js';
import { PayloadTypes } from './types/payload-types.js';
import { queryFields } from './query-fields.js';
import { servedType } from '../kinds/served-type.js';
import { sortByName, sortTypes } from './types/sort-types.js';
import { withClashesNamed } from './type-names.js';
import { WriteInputTypes } from './types/write-input-types.js';

/** What resolves the derived fields. */
export interface Rooms {
  readonly reader: Reader;
  readonly writer: Writer;
  /** Whether something that is served gives errors of a code. */
  readonly isServed: (code: UserErrorCode) => boolean;
}

const DESCRIPTION =
  'Rows of relational models: lookups, lists as connections with filters, orders, pages, counts and ' +
  'aggregates, and mutations that are kept as a whole or not at all. What the viewer may not read ' +
  'is null or not there.';

/** Gives each root field of a mutation a transaction of its own. */
const INDEPENDENT = new GraphQLDirective({
  name: 'independent',
  description:
    'Each root field of the mutation is a unit of its own: one that fails leaves the others. ' +
    'Without it all are kept, or none.',
  locations: [DirectiveLocation.MUTATION],
});

/**
 * The whole GraphQL schema of an application: what the models give, and what was written by hand
 * with type-graphql, joined by the names of the types.
 * @param declared - the schema type-graphql builds from model classes and hand-written resolvers
 * @throws StartupError where names clash
 */
export function deriveSchema(
  catalog: Catalog,
  declared: GraphQLSchema,
  rooms: Rooms,
): GraphQLSchema {
  const derived = withClashesNamed([...catalog.keys()], () => derivedSchema(catalog, rooms));
  checkNames(catalog, declared, derived);
  const types: Record<string, GraphQLNamedType> = {
    ...declared.getTypeMap(),
    ...derived.getTypeMap(),
  };
  Object.assign(types, Object.fromEntries(documentTypes(catalog)));
  for (const [name, type] of Object.entries(types)) {
    types[name] = servedType(type);
  }
  for (const type of Object.values(types)) {
    if (isScalarType(type) && !isSpecifiedScalarType(type)) {
      guardScalar(type);
    }
  }
  const payloadOf = (name: string): Model | undefined => {
    const type = derived.getType(name);
    return isObjectType(type) ? modelOfPayload(type) : undefined;
  };
  for (const [name, type] of Object.entries(declared.getTypeMap())) {
    if (isObjectType(type) && !name.startsWith('__')) {
      types[name] = joinType(types[name], type, {
        catalog,
        reader: rooms.reader,
        possibleTypes: (abstract) => declared.getPossibleTypes(abstract),
        payloadOf,
      });
    }
  }
  const directives = sortByName([...specifiedDirectives, INDEPENDENT]);
  const rewired = rewireTypes(sortTypes(types), directives);
  const { Query: query, Mutation: mutation } = rewired.typeMap;
  return new GraphQLSchema({
    description: DESCRIPTION,
    query: query as GraphQLObjectType,
    ...(mutation === undefined ? {} : { mutation: mutation as GraphQLObjectType }),
    types: Object.values(rewired.typeMap).filter((type) => !type.name.startsWith('__')),
    directives: rewired.directives,
  });
}

/** What the models alone give. */
function derivedSchema(catalog: Catalog, { reader, writer, isServed }: Rooms): GraphQLSchema {
  const inputs = new InputTypes();
  checkOrders(catalog, inputs, reader.engine.limits);
  const objects = new ObjectTypes(reader, inputs);
  const errors = errorTypes(objects.node, reader, isServed);
  const payloads = new PayloadTypes(objects, reader, errors);
  const types = { inputs, writes: new WriteInputTypes(reader.engine.policies), payloads };
  const mutations = mutationFields(catalog, { reader, writer }, types);
  return new GraphQLSchema({
    query: new GraphQLObjectType({
      name: 'Query',
      description: 'What can be read.',
      fields: queryFields(catalog, reader, { objects, inputs }),
    }),
    ...(Object.keys(mutations).length === 0
      ? {}
      : {
          mutation: new GraphQLObjectType({
            name: 'Mutation',
            description: 'What can be changed: all root fields of a document are kept, or none.',
            fields: mutations,
          }),
        }),
    types: [...[...catalog.values()].map((model) => objects.row(model)), ...errors.all],
  });
}

function checkNames(catalog: Catalog, declared: GraphQLSchema, derived: GraphQLSchema): void {
  const roots = [
    [declared.getQueryType(), derived.getQueryType()],
    [declared.getMutationType(), derived.getMutationType()],
  ] as const;
  for (const [written, made] of roots) {
    for (const name of Object.keys(written?.getFields() ?? {})) {
      if (made?.getFields()[name] !== undefined) {
        throw new StartupError(
          `The root field ${name} is both hand-written and derived from a model`,
        );
      }
    }
  }
  for (const [name, type] of Object.entries(derived.getTypeMap())) {
    const other = declared.getType(name);
    const isOther = other !== undefined && other !== type && servedType(other) !== type;
    if (isOther && !isShared(catalog, type)) {
      throw new StartupError(`The type ${name} is both declared and derived from a model`);
    }
  }
}

/** Types of which both sides know: models, roots, `Node`, and payloads hand-written fields answer. */
function isShared(catalog: Catalog, type: GraphQLNamedType): boolean {
  const { name } = type;
  const isPayload = isObjectType(type) && modelOfPayload(type) !== undefined;
  return (
    catalog.has(name) ||
    isPayload ||
    ['Query', 'Mutation', 'Node', 'MutationError'].includes(name) ||
    name.startsWith('__')
  );
}
