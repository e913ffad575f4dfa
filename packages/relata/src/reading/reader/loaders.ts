import DataLoader from 'dataloader';
import { ContextCache } from '../../cache/context-cache.js';
import { getOrMake } from '../../cache/get-or-make.js';
import type { Key } from '../../kinds/kind.js';
import type { RequestContext } from '../../request/context.js';

type AnyLoader = DataLoader<Key, unknown>;

// A request's loaders live as long as its context: no registration, nothing to clean up.
const loaders = new ContextCache<RequestContext, Map<object, Map<string, AnyLoader>>>();

/** Loads for many keys at once; a key it leaves out gets undefined. */
export type Batch<T> = (keys: readonly Key[]) => Promise<ReadonlyMap<Key, T>>;

/** What a loader loads. */
export interface LoaderKey {
  /** The plan node, which stands for the relation and its arguments. */
  readonly node: object;
  /** What is loaded for it: its page, its summary, … */
  readonly purpose: string;
}

/**
 * The loader of one node of the plan: parents that ask in the same tick are answered by one
 * statement, and a parent that asks twice (`edges` and `nodes`) is answered once.
 */
export function loaderOf<T>(
  context: RequestContext,
  { node, purpose }: LoaderKey,
  batch: Batch<T>,
): DataLoader<Key, T | undefined> {
  const ofContext = getOrMake(loaders, context, () => new Map<object, Map<string, AnyLoader>>());
  const ofNode = getOrMake(ofContext, node, () => new Map<string, AnyLoader>());
  const loader = getOrMake(
    ofNode,
    purpose,
    () =>
      new DataLoader<Key, unknown>(async (keys) => {
        const found = await batch(keys);
        return keys.map((key) => found.get(key));
      }),
  );
  return loader as DataLoader<Key, T | undefined>;
}
