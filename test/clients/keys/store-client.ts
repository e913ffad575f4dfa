import type { GraphQLSchema } from 'graphql';
import { clientFiles } from '../../../packages/relata/src/cli/print/client-files.js';

/** Variables of an operation. */
export type Variables = Readonly<Record<string, unknown>>;

/** A client with a store in which each row stands once. Operations are named as in `documents.ts`. */
export interface StoreClient {
  /** Asks the server, whatever is kept. */
  ask<T>(name: string, variables: Variables): Promise<T>;
  /** What the store has, without asking. */
  kept<T>(name: string, variables: Variables): Promise<T>;
  /** Executes a mutation. */
  change<T>(name: string, variables: Variables): Promise<T>;
  /** The keys of what the store has. */
  keys(): readonly string[];
  /** The key under which it has a row. */
  keyOf(type: string, id: string): string;
}

/** Makes a client for a server. */
export type MakeStore = (url: string, schema: GraphQLSchema) => StoreClient;

/** One of the files for clients that `print-clients` writes for a schema. */
// The caller knows what the file has.
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters
export function clientFile<T>(schema: GraphQLSchema, name: string): T {
  return JSON.parse(clientFiles(schema).get(name) ?? 'null') as T;
}
