import { LRUCache } from 'lru-cache';

/**
 * A map of at most so many entries; the one unused for longest makes room for the next. Values may
 * be null.
 */
export class BoundedCache<K extends string | number, V> {
  readonly #entries: LRUCache<K, { readonly value: V }>;

  /** @param capacity - most entries, at least 1 */
  constructor(capacity: number) {
    this.#entries = new LRUCache({ max: capacity });
  }

  /** The value of a key; undefined if it is not there. */
  get(key: K): V | undefined {
    return this.#entries.get(key)?.value;
  }

  /** Keeps a value, in the place of an older one of the key. */
  set(key: K, value: V): void {
    this.#entries.set(key, { value });
  }

  /** The value of a key, made and kept if it is not there. What `make` throws is passed on. */
  getOrSet(key: K, make: () => V): V {
    const known = this.#entries.get(key);
    if (known !== undefined) {
      return known.value;
    }
    const value = make();
    this.set(key, value);
    return value;
  }

  /** Forgets everything. */
  clear(): void {
    this.#entries.clear();
  }
}
