import { Kind, parse, print, type ValueNode, visit } from 'graphql';
import type { CursorWish, Values } from './draft.js';

/** Cursors for the wishes that an answer can fulfil, by the names of their variables. */
export function cursorsFor(wishes: readonly CursorWish[], answer: unknown): Values {
  const found = wishes.flatMap(({ variable, path, share }) => {
    const cursors = at(answer, path).flatMap(cursorsIn);
    const cursor = cursors[Math.floor(share * cursors.length)];
    return cursor === undefined ? [] : [[variable, cursor] as const];
  });
  return Object.fromEntries(found);
}

/** A document with texts in the place of variables. */
export function withLiterals(query: string, values: Values): string {
  const document = visit(parse(query), {
    VariableDefinition: ({ variable }) => (variable.name.value in values ? null : false),
    Variable: ({ name }): ValueNode | undefined => {
      const value = values[name.value];
      return typeof value === 'string' ? { kind: Kind.STRING, value } : undefined;
    },
  });
  return print(document);
}

function at(value: unknown, path: readonly string[]): readonly unknown[] {
  const [key, ...rest] = path;
  if (Array.isArray(value)) {
    return value.flatMap((item) => at(item, path));
  }
  if (key === undefined) {
    return [value];
  }
  return isMembers(value) && Object.hasOwn(value, key) ? at(value[key], rest) : [];
}

function cursorsIn(connection: unknown): readonly string[] {
  if (!isMembers(connection)) {
    return [];
  }
  const { edges, pageInfo } = connection;
  const ofEdges = Array.isArray(edges) ? edges.map((edge: unknown) => member(edge, 'cursor')) : [];
  const ofPage = ['startCursor', 'endCursor'].map((name) => member(pageInfo, name));
  return [...ofEdges, ...ofPage].filter((cursor) => typeof cursor === 'string');
}

function member(value: unknown, name: string): unknown {
  return isMembers(value) ? value[name] : undefined;
}

function isMembers(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
