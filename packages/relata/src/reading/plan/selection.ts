import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getNamedType,
  getNullableType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  isAbstractType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
} from 'graphql';
import { collectFields, collectSubfields } from 'graphql/execution/collectFields.js';
import { getOrMake } from '../../cache/get-or-make.js';

/** An operation that passed validation, with its variables coerced. */
export interface Operation {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** All selections of one response key, merged as execution will merge them. */
export interface SelectedField {
  readonly key: string;
  /** The type that has the field. */
  readonly parent: GraphQLObjectType;
  readonly field: GraphQLField<unknown, unknown>;
  readonly nodes: readonly FieldNode[];
}

const fragmentsByDocument = new WeakMap<DocumentNode, Operation['fragments']>();

/** The fragments of a document, by name. */
export function fragmentsOf(document: DocumentNode): Operation['fragments'] {
  return getOrMake(fragmentsByDocument, document, () =>
    Object.fromEntries(
      document.definitions
        .filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION)
        .map((definition) => [definition.name.value, definition]),
    ),
  );
}

/** What is selected of the operation itself, `__typename` and introspection included. */
export function rootSelection(operation: Operation): readonly SelectedField[] {
  const { schema, fragments, variables } = operation;
  const type = schema.getRootType(operation.operation.operation);
  return type === undefined || type === null
    ? []
    : named(
        type,
        collectFields(schema, { ...fragments }, variables, type, operation.operation.selectionSet),
      );
}

/** What is selected of a value of a type, `__typename` included, as execution will collect it. */
export function subfields(
  operation: Operation,
  type: GraphQLObjectType,
  nodes: readonly FieldNode[],
): readonly SelectedField[] {
  const { schema, fragments, variables } = operation;
  return named(type, collectSubfields(schema, { ...fragments }, variables, type, nodes));
}

/** Whether the name of the type is selected. */
export function isTypeName({ field }: SelectedField): boolean {
  return field === TypeNameMetaFieldDef;
}

/** Whether it asks for the schema. */
export function isIntrospection({ field }: SelectedField): boolean {
  return field === SchemaMetaFieldDef || field === TypeMetaFieldDef;
}

/** The object type of a field's value, or null for scalars and abstract types. */
export function objectTypeOf(field: GraphQLField<unknown, unknown>): GraphQLObjectType | null {
  const type = getNamedType(field.type);
  return isObjectType(type) ? type : null;
}

/** The object types a field's value may have; none for scalars. */
export function runtimeTypesOf(
  schema: GraphQLSchema,
  field: GraphQLField<unknown, unknown>,
): readonly GraphQLObjectType[] {
  const type = getNamedType(field.type);
  if (isAbstractType(type)) {
    return schema.getPossibleTypes(type);
  }
  return isObjectType(type) ? [type] : [];
}

const META_FIELDS: Readonly<Record<string, GraphQLField<unknown, unknown>>> = {
  __typename: TypeNameMetaFieldDef,
  __schema: SchemaMetaFieldDef,
  __type: TypeMetaFieldDef,
};

function named(
  type: GraphQLObjectType,
  collected: ReadonlyMap<string, readonly FieldNode[]>,
): readonly SelectedField[] {
  const fields = type.getFields();
  const selected: SelectedField[] = [];
  for (const [key, nodes] of collected) {
    const name = nodes[0]?.name.value ?? '';
    const field = fields[name] ?? META_FIELDS[name];
    if (field !== undefined) {
      selected.push({ key, parent: type, field, nodes });
    }
  }
  return selected;
}

/** Whether a field gives a list. */
export function isList({ field }: SelectedField): boolean {
  return isListType(getNullableType(field.type));
}
