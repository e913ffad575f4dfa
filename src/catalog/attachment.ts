/**
 * Something that hangs on objects for as long as they live, without their knowing: what a WeakMap
 * is for, of objects that live no longer than a request. V8 collects young objects often and old
 * ones seldom, and where it collects only the young it takes every value of a WeakMap for living,
 * whatever became of its key. So a WeakMap makes all that a request leaves behind grow old, answers
 * among it (docs/decisions/0018-memory-of-the-process.md).
 */
export class Attachment<K extends object, V> {
  readonly #name: symbol;

  /** @param name - for whoever looks at the object in a debugger */
  constructor(name: string) {
    this.#name = Symbol(name);
  }

  /** What hangs on the object itself; a copy of it has nothing. */
  get(object: K): V | undefined {
    return (object as Record<symbol, V | undefined>)[this.#name];
  }

  set(object: K, value: V): void {
    // Not enumerable: it is not copied.
    Object.defineProperty(object, this.#name, { value, configurable: true });
  }
}
