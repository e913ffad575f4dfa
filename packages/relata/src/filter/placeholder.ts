/**
 * Stands for a value that each request brings: a statement built once is bound to the values of
 * many requests. Whoever builds the statement sees a sample, which tells the type.
 */
export class Placeholder<T = unknown> {
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
  static at<T>(sample: T, index: number): Placeholder<T> {
    return new Placeholder(sample, (values) => values[index] as T);
  }

  /** The value a request brings. */
  read(values: readonly unknown[]): T {
    return this.#read(values);
  }

  /** A placeholder of what comes of the value. */
  map<U>(work: (value: T) => U): Placeholder<U> {
    return new Placeholder(work(this.sample), (values) => work(this.#read(values)));
  }
}

/** A value, or a place for one. */
export type Bindable<T> = T | Placeholder<T>;

/** A value as far as it is known: the sample of a placeholder. */
export function sampleOf<T>(value: Bindable<T>): T {
  return value instanceof Placeholder ? value.sample : value;
}

/** What comes of a value, or a placeholder of it. */
export function lift<T, U>(value: Bindable<T>, work: (value: T) => U): Bindable<U> {
  return value instanceof Placeholder ? value.map(work) : work(value);
}
