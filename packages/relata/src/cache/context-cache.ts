/**
 * Something that hangs on objects for as long as they live, without their knowing: what a WeakMap
 * is for, of objects that live no longer than a request. V8 collects young objects often and old
 * ones seldom, and where it collects only the young it takes every value of a WeakMap for living,
 * whatever became of its key. So a WeakMap makes all that a request leaves behind grow old, answers
 * among it (docs/decisions/0018-memory-of-the-process.md).
 */
export class ContextCache<K extends object, V> {
  readonly #field = privateField<V>();

  /** What hangs on the object itself; a copy of it has nothing. */
  get(object: K): V | undefined {
    return this.#field.get(object);
  }

  set(object: K, value: V): void {
    this.#field.set(object, value);
  }
}

/** A class whose constructor gives back what it is given: private fields of a subclass go there. */
// eslint-disable-next-line @typescript-eslint/no-extraneous-class -- extended by what has more
class Given {
  constructor(object: object) {
    return object;
  }
}

/**
 * A private field that any object can be given: no copy has it and nobody sees it, as with a
 * property that is not enumerable, which takes ten times as long to define.
 */
function privateField<V>() {
  return class Field extends Given {
    #value: V;

    constructor(object: object, value: V) {
      super(object);
      this.#value = value;
    }

    static get(object: object): V | undefined {
      return #value in object ? object.#value : undefined;
    }

    static set(object: object, value: V): void {
      if (#value in object) {
        object.#value = value;
      } else {
        new Field(object, value);
      }
    }
  };
}
