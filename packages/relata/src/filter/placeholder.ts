/**
 * Stands for a value that each request brings: a statement built once is bound to the values of
 * many requests. Whoever builds the statement sees a sample, which tells the type.
 */
export class Slot<T = unknown> {
  readonly sample: T;
  readonly #read: (values: readonly unknown[]) => T;

  private constructor(sample: T, read: (values: readonly unknown[]) => T) {
    this.sample = sample;
    this.#read = read;
  }

  /**
   * @param sample - the value of the request the statement is built for
   * @param index - its place among the values of a request
   */
  static at<T>(sample: T, index: number): Slot<T> {
    return new Slot(sample, (values) => values[index] as T);
  }

  /** The value a request brings. */
  read(values: readonly unknown[]): T {
    return this.#read(values);
  }

  /** A slot of what comes of the value. */
  map<U>(work: (value: T) => U): Slot<U> {
    return new Slot(work(this.sample), (values) => work(this.#read(values)));
  }
}

/** A value, or a place for one. */
export type Bindable<T> = T | Slot<T>;

/** A value as far as it is known: the sample of a slot. */
export function sampleOf<T>(value: Bindable<T>): T {
  return value instanceof Slot ? value.sample : value;
}

/** What comes of a value, or a slot of it. */
export function lift<T, U>(value: Bindable<T>, work: (value: T) => U): Bindable<U> {
  return value instanceof Slot ? value.map(work) : work(value);
}
