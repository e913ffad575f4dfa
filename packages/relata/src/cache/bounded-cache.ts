import { LRUCache } from 'lru-cache';

interface Entry<K, V> {
  readonly key: K;
  readonly value: V;
}

/**
 * A map of at most so many entries; the one unused for longest makes room for the next. Values may
 * be null.
 */
export class BoundedCache<K extends string | number, V> {
  readonly #entries: LRUCache<K, Entry<K, V>>;
  /** The one used last, which most of all are asked for next: there is no order to be changed then. */
  #latest: Entry<K, V> | undefined;

  /** @param capacity - most entries, at least 1 */
  constructor(capacity: number) {
    this.#entries = new LRUCache({ max: capacity });
  }

  /** The value of a key; undefined if it is not there. */
  get(key: K): V | undefined {
    return this.#entry(key)?.value;
  }

  /** Keeps a value, in the place of an older one of the key. */
  set(key: K, value: V): void {
    this.#latest = { key, value };
    this.#entries.set(key, this.#latest);
  }

  /** The value of a key, made and kept if it is not there. What `make` throws is passed on. */
  getOrSet(key: K, make: () => V): V {
    const known = this.#entry(key);
    if (known !== undefined) {
      return known.value;
    }
    const value = make();
    this.set(key, value);
    return value;
  }

  /** Forgets everything. */
  clear(): void {
    this.#latest = undefined;
    this.#entries.clear();
  }

  #entry(key: K): Entry<K, V> | undefined {
    if (this.#latest?.key !== key) {
      this.#latest = this.#entries.get(key);
    }
    return this.#latest;
  }
}
