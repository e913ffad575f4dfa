import type { ModelName, Value } from './world.js';

/** A row an input names: its key in the model, or something that is no id of such a row. */
export interface Ref {
  readonly ref: string;
}

/** What inputs hold, as GraphQL variables do, with {@link Ref}s for ids. */
export type Said = Value | Ref | readonly Said[] | { readonly [field: string]: Said };
export type Input = Readonly<Record<string, Said>>;

/** Which rows a bulk write is about. */
export type Where =
  { readonly kind: 'keys'; readonly keys: readonly string[] } | { readonly kind: 'all' };

/** A root field of a mutation. */
export type Operation =
  | { readonly kind: 'create'; readonly model: ModelName; readonly input: Input }
  | {
      readonly kind: 'createMany';
      readonly model: ModelName;
      readonly inputs: readonly Input[];
      readonly continues: boolean;
    }
  | {
      readonly kind: 'update';
      readonly model: ModelName;
      readonly key: string;
      readonly input: Input;
      readonly expectedVersion: number | null;
    }
  | {
      readonly kind: 'updateMany';
      readonly model: ModelName;
      readonly where: Where;
      readonly atMost: number;
      readonly input: Input;
    }
  | {
      readonly kind: 'upsert';
      readonly model: ModelName;
      readonly by: Readonly<Record<string, string>>;
      readonly create: Input;
      readonly update: Input;
    }
  | {
      readonly kind: 'delete';
      readonly model: ModelName;
      readonly key: string;
      readonly expectedVersion: number | null;
    }
  | {
      readonly kind: 'deleteMany';
      readonly model: ModelName;
      readonly where: Where;
      readonly atMost: number;
    }
  | { readonly kind: 'restore'; readonly model: 'User'; readonly key: string }
  | {
      readonly kind: 'publish' | 'archive';
      readonly model: 'Post';
      readonly key: string;
      readonly expectedVersion: number | null;
    };

/** A mutation document. */
export interface MutationDocument {
  readonly asker: string;
  readonly isIndependent: boolean;
  readonly operations: readonly Operation[];
}

export function isRef(said: unknown): said is Ref {
  return typeof said === 'object' && said !== null && 'ref' in said;
}
