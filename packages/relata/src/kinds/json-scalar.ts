import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import { GraphQLJSON } from 'graphql-scalars';
import type { JsonValue } from './canonical-json.js';
import { inexactNumber, isExactNumber } from './exact-number.js';

type Variables = Readonly<Record<string, unknown>> | null | undefined;

/**
 * `JSON` of graphql-scalars, which takes what JSON can hold and refuses the rest by name: nothing of
 * a value is dropped or becomes something else. Integers beyond 2^53 in the text of variables are
 * refused where the text is read, since they are others once it is parsed.
 */
export const GraphQLJsonValue = new GraphQLScalarType({
  ...GraphQLJSON.toConfig(),
  description: 'A JSON value (ECMA-404): an object, a list, a text, a number, a boolean or null.',
  parseValue: (value) => jsonOf(value, []),
  parseLiteral: (node, variables) => jsonOfLiteral(node, { variables, path: [] }),
});

/** Something JSON cannot hold. */
export class JsonError extends GraphQLError {
  /** Where in the value it stands: `.a.0`, or nothing for the value itself. */
  readonly place: string;
  /** What is wrong with it. */
  readonly reason: string;

  constructor(place: string, reason: string, node?: ValueNode) {
    super(`JSON${place}: ${reason}`, node === undefined ? {} : { nodes: node });
    this.place = place;
    this.reason = reason;
  }
}

type Path = readonly (string | number)[];

/** A value as it comes from variables. @throws JsonError for what JSON cannot hold */
function jsonOf(value: unknown, path: Path): JsonValue {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      if (!Number.isFinite(value)) {
        throw refused(path, 'a number of this size cannot be kept');
      }
      // JSON.stringify, and so both databases, write -0 as 0.
      return value === 0 ? 0 : value;
    case 'object':
      return value === null ? null : composedOf(value, path);
    case 'undefined':
    case 'bigint':
    case 'symbol':
    case 'function':
      throw refused(path, `a ${typeof value} is no JSON value`);
  }
}

function composedOf(value: object, path: Path): JsonValue {
  if (Array.isArray(value)) {
    return value.map((item: unknown, index) => jsonOf(item, [...path, index]));
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && prototype !== Object.prototype) {
    throw refused(path, `a ${value.constructor.name} is no JSON value`);
  }
  return objectOf(
    Object.entries(value).map(([key, member]) => {
      const at = [...path, key];
      return [checkedKey(key, at), jsonOf(member, at)];
    }),
  );
}

interface Place {
  readonly variables: Variables;
  readonly path: Path;
}

/** A value as a document writes it. @throws JsonError for what JSON cannot hold */
function jsonOfLiteral(node: ValueNode, { variables, path }: Place): JsonValue {
  switch (node.kind) {
    case Kind.STRING:
    case Kind.BOOLEAN:
      return node.value;
    case Kind.NULL:
      return null;
    case Kind.INT:
    case Kind.FLOAT:
      if (!isExactNumber(node.value)) {
        throw refused(path, inexactNumber(node.value), node);
      }
      return jsonOf(Number(node.value), path);
    case Kind.ENUM:
      throw refused(path, `${node.value} is no JSON value, write it in quotes`, node);
    case Kind.LIST:
      return node.values.map((item, index) =>
        jsonOfLiteral(item, { variables, path: [...path, index] }),
      );
    case Kind.OBJECT:
      return objectOf(
        node.fields.map((field) => {
          const at = [...path, field.name.value];
          const key = checkedKey(field.name.value, at, field);
          return [key, jsonOfLiteral(field.value, { variables, path: at })];
        }),
      );
    case Kind.VARIABLE:
      return jsonOfVariable(node.name.value, { variables, path });
  }
}

function jsonOfVariable(name: string, { variables, path }: Place): JsonValue {
  // A document is validated before its variables have values.
  if (variables === null || variables === undefined) {
    return null;
  }
  if (variables[name] === undefined) {
    throw refused(path, `the variable $${name} has no value`);
  }
  return jsonOf(variables[name], path);
}

function objectOf(entries: readonly (readonly [string, JsonValue])[]): JsonValue {
  return Object.fromEntries(entries);
}

/** What code that copies objects member by member takes for the object's own prototype. */
function checkedKey(key: string, path: Path, node?: { readonly value: ValueNode }): string {
  if (key === '__proto__') {
    throw refused(path, '__proto__ cannot be a key', node?.value);
  }
  return key;
}

function refused(path: Path, reason: string, node?: ValueNode): JsonError {
  return new JsonError(path.map((step) => `.${String(step)}`).join(''), reason, node);
}
