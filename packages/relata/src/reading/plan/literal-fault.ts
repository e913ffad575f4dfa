import {
  type FieldNode,
  getNullableType,
  type GraphQLField,
  type GraphQLInputType,
  isInputObjectType,
  isLeafType,
  isListType,
  Kind,
  type ValueNode,
} from 'graphql';
import { JsonError } from '../../kinds/json-scalar.js';
import { BadInputError } from '../../errors.js';

/**
 * What a JSON value within the arguments of a field cannot hold once its variables have values.
 * graphql-js says of it only which argument it is in.
 * @returns null where it is something else
 */
export function jsonFaultOf(
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
  variables: Readonly<Record<string, unknown>>,
): BadInputError | null {
  for (const argument of node.arguments ?? []) {
    const { name, value } = argument;
    const type = field.args.find((each) => each.name === name.value)?.type;
    const fault = type && faultOf(value, { type, path: name.value, variables: { ...variables } });
    if (fault != null) {
      return fault;
    }
  }
  return null;
}

interface Place {
  readonly type: GraphQLInputType;
  readonly path: string;
  readonly variables: Record<string, unknown>;
}

function faultOf(node: ValueNode, place: Place): BadInputError | null {
  if (node.kind === Kind.VARIABLE) {
    return null;
  }
  const type = getNullableType(place.type);
  const { path, variables } = place;
  if (isLeafType(type)) {
    try {
      type.parseLiteral(node, variables);
      return null;
    } catch (error) {
      return error instanceof JsonError
        ? BadInputError.at(`${path}${error.place}`, error.reason)
        : null;
    }
  }
  if (isListType(type) && node.kind !== Kind.LIST) {
    return faultOf(node, { ...place, type: type.ofType });
  }
  const parts: (readonly [string, ValueNode, GraphQLInputType | undefined])[] = [];
  if (isListType(type) && node.kind === Kind.LIST) {
    parts.push(...node.values.map((each, at) => [String(at), each, type.ofType] as const));
  } else if (isInputObjectType(type) && node.kind === Kind.OBJECT) {
    const fields = type.getFields();
    parts.push(
      ...node.fields.map(
        ({ name, value }) => [name.value, value, fields[name.value]?.type] as const,
      ),
    );
  }
  for (const [key, part, partType] of parts) {
    const fault = partType && faultOf(part, { type: partType, path: `${path}.${key}`, variables });
    if (fault != null) {
      return fault;
    }
  }
  return null;
}
