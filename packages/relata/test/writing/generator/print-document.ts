import { isRef, type MutationDocument, type Operation, type Where } from '../model/operation.js';
import type { ModelName } from '../model/world.js';
import type { Names } from './names.js';

/** A document as it is sent. */
export interface Printed {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

const SELECTION: Readonly<Record<ModelName, string>> = {
  User: `{ id version username email isActive profile { id version firstName }
    posts(first: 100) { nodes { id version title } }
    roles(first: 100) { nodes { id name } } tags(first: 100) { nodes { id name } } }`,
  Profile: '{ id version firstName age gender profession user { id username } }',
  Post: `{ id version title content status author { id username }
    tags(first: 100) { nodes { id name } } }`,
  Tag: '{ id version name }',
  Role: '{ id version name description }',
};
const ERRORS = 'errors { code path ... on ConflictError { fields } }';

/** Writes a document down; root fields are named f0, f1 and so on. */
export function printDocument(document: MutationDocument, names: Names): Printed {
  const variables: Record<string, unknown> = {};
  const types: string[] = [];
  const fields = document.operations.map((operation, at) => {
    const variable = (name: string, type: string, value: unknown): string => {
      const own = `${name}${String(at)}`;
      types.push(`$${own}: ${type}`);
      variables[own] = withIds(value, names);
      return `${name}: $${own}`;
    };
    return `f${String(at)}: ${printField(operation, variable)}`;
  });
  const directive = document.isIndependent ? ' @independent' : '';
  const query = `mutation (${types.join(', ')})${directive} { ${fields.join('\n')} }`;
  return { query, variables };
}

type Variable = (name: string, type: string, value: unknown) => string;

function printField(operation: Operation, variable: Variable): string {
  const { model } = operation;
  const one = `${model.toLowerCase()} ${SELECTION[model]} ${ERRORS}`;
  const many = `${model.toLowerCase()}s ${SELECTION[model]} affectedCount ${ERRORS}`;
  const id = (key: string): string => variable('id', 'ID!', { ref: key });
  const version = (expected: number | null): string => variable('expectedVersion', 'Int', expected);
  const where = (of: Where): string =>
    variable(
      'where',
      `${model}Where!`,
      of.kind === 'all' ? {} : { id: { in: of.keys.map((ref) => ({ ref })) } },
    );
  switch (operation.kind) {
    case 'create':
      return `create${model}(${variable('input', `${model}CreateInput!`, operation.input)}) { ${one} }`;
    case 'createMany': {
      const inputs = variable('inputs', `[${model}CreateInput!]!`, operation.inputs);
      const policy = operation.continues ? ', errorPolicy: CONTINUE' : '';
      return `create${model}s(${inputs}${policy}) { ${many} }`;
    }
    case 'update': {
      const input = variable('input', `${model}UpdateInput!`, operation.input);
      const expected = version(operation.expectedVersion);
      return `update${model}(${id(operation.key)}, ${input}, ${expected}) { ${one} }`;
    }
    case 'updateMany': {
      const input = variable('input', `${model}UpdateInput!`, operation.input);
      const most = variable('atMost', 'Int', operation.atMost);
      return `update${model}s(${where(operation.where)}, ${input}, ${most}) { ${many} }`;
    }
    case 'upsert': {
      const by = variable('by', `${model}Unique!`, operation.by);
      const create = variable('create', `${model}CreateInput!`, operation.create);
      const update = variable('update', `${model}UpdateInput!`, operation.update);
      return `upsert${model}(${by}, ${create}, ${update}) { ${one} }`;
    }
    case 'delete':
      return `delete${model}(${id(operation.key)}, ${version(operation.expectedVersion)}) { deletedId ${ERRORS} }`;
    case 'deleteMany': {
      const most = variable('atMost', 'Int', operation.atMost);
      return `delete${model}s(${where(operation.where)}, ${most}) { deletedIds affectedCount ${ERRORS} }`;
    }
    case 'publish':
    case 'archive':
      return `${operation.kind}${model}(${id(operation.key)}, ${version(operation.expectedVersion)}) { ${one} }`;
    case 'restore':
      return `${operation.kind}${model}(${id(operation.key)}) { ${one} }`;
  }
}

function withIds(value: unknown, names: Names): unknown {
  if (isRef(value)) {
    return names.idOf(value.ref);
  }
  if (Array.isArray(value)) {
    return value.map((item) => withIds(item, names));
  }
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withIds(item, names)]))
    : value;
}
