import { BoundedCache } from '../../cache/bounded-cache.js';

/** Most documents of which something is kept, and the longest of them, in characters. */
const KEPT = 500;
const LONGEST_KEPT = 4000;

/** Something that follows from the text of a document, worked out once for those that come often. */
export class DocumentMemo<V> {
  readonly #known = new BoundedCache<string, V>(KEPT);
  readonly #work: (source: string) => V;

  constructor(work: (source: string) => V) {
    this.#work = work;
  }

  /** What follows from a text. What working it out throws is passed on. */
  of(source: string): V {
    return source.length <= LONGEST_KEPT
      ? this.#known.getOrSet(source, () => this.#work(source))
      : this.#work(source);
  }
}
