/** A map of at most so many entries; the one unused for longest makes room for the next. */
export class BoundedCache<K, V> {
  readonly #capacity: number;
  // A Map iterates in the order of insertion: its first key is the one unused for longest.
  readonly #entries = new Map<K, V>();

  /** @param capacity - most entries, at least 1 */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Number of entries. */
  get size(): number {
    return this.#entries.size;
  }

  /** The value of a key; undefined if it is not there. */
  get(key: K): V | undefined {
    const known = this.#entries.get(key);
    if (known !== undefined) {
      this.#entries.delete(key);
      this.#entries.set(key, known);
    }
    return known;
  }

  /** Keeps a value, in the place of an older one of the key. */
  set(key: K, value: V): void {
    this.#entries.delete(key);
    if (this.#entries.size >= this.#capacity) {
      const oldest = this.#entries.keys().next();
      if (oldest.done !== true) {
        this.#entries.delete(oldest.value);
      }
    }
    this.#entries.set(key, value);
  }

  /** The value of a key, made and kept if it is not there. What `make` throws is passed on. */
  getOrSet(key: K, make: () => V): V {
    const known = this.get(key);
    if (known !== undefined) {
      return known;
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
