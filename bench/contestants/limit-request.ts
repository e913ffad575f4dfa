import type { OperationName, Variables } from '../operations.js';

/** What the limit is asked: it knows the operations, and is told who the viewer is. */
export interface LimitRequest {
  readonly operation: OperationName;
  readonly variables: Variables;
  /** Primary key of the user that asks; null for anybody. */
  readonly viewer: number | null;
}

/** The operations that are one statement. */
export type ReadName = Exclude<OperationName, 'M1' | 'M2'>;

/** Texts of the statements of reads: for anybody, or for a user whose key is the last parameter. */
export type ReadStatements = Readonly<Record<ReadName, string>>;

/** Variables that are parameters of a read, in the order of its statement. */
const PARAMETERS: Readonly<Record<ReadName, readonly string[]>> = {
  Q1: ['n'],
  Q2: ['n'],
  Q3: ['username'],
  Q4: ['word'],
  Q5: ['n', 'skip'],
};

/** Values of the parameters of a read. */
export function readValues(
  operation: ReadName,
  { variables, viewer }: LimitRequest,
): readonly unknown[] {
  const values = PARAMETERS[operation].map((name) => variables[name]);
  return viewer === null ? values : [...values, viewer];
}

/** What a create is to write. */
export interface NewPost {
  readonly title: string;
  readonly content: string;
  readonly author: number;
  readonly tags: readonly number[];
  /** Name of a tag to make; null without one. */
  readonly newTag: string | null;
}

/** The input of a create without GraphQL's shape. */
export function newPostOf({ variables, viewer }: LimitRequest): NewPost {
  const input = variables['input'] as {
    readonly title: string;
    readonly content: string;
    readonly tags?: {
      readonly connect: readonly string[];
      readonly create: readonly { readonly name: string }[];
    };
  };
  return {
    title: input.title,
    content: input.content,
    author: viewer ?? 0,
    tags: (input.tags?.connect ?? []).map((id) => Number(id.slice('tag_'.length))),
    newTag: input.tags?.create[0]?.name ?? null,
  };
}
