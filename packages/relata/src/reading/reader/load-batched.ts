import type { Key } from '../../kinds/kind.js';
import type { RequestContext } from '../../request/context.js';
import { loaderOf } from './loaders.js';

/**
 * Loads something for many keys at once.
 * @param keys - each once
 * @returns what was found, by key
 * @example
 * const lengthsOf: LoadBatch<number> = (keys) =>
 *   Promise.resolve(new Map(keys.map((key) => [key, String(key).length])));
 */
export type LoadBatch<T> = (
  keys: readonly Key[],
  context: RequestContext,
) => Promise<ReadonlyMap<Key, T>>;

/**
 * Loads something for a key, together with all that ask for it in the same turn of the request; what was loaded before is not
 * loaded again. For fields of many rows that load what is not in the row.
 * @param load - the same function at each call: it stands for what is loaded
 * @returns undefined where `load` found nothing for the key
 * @example
 * const lengthsOf: LoadBatch<number> = (keys) =>
 *   Promise.resolve(new Map(keys.map((key) => [key, String(key).length])));
 *
 * class Book extends BaseModel {
 *   @Computed({ needs: [] })
 *   @Field(() => Int, { description: 'How long its key is.' })
 *   async keyLength(@Ctx() context: RequestContext): Promise<number> {
 *     return (await loadBatched(context, lengthsOf, this.id)) ?? 0;
 *   }
 * }
 */
export async function loadBatched<T>(
  context: RequestContext,
  load: LoadBatch<T>,
  key: Key,
): Promise<T | undefined> {
  const loader = loaderOf<T>(context, { node: load, purpose: 'batch' }, (keys) =>
    load(keys, context),
  );
  return await loader.load(key);
}
