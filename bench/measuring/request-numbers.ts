/** A step after which all variables begin anew, but for those that are never the same. */
const PERIOD = 1000;

/** Numbers of requests, each given once to a run of the benchmark. */
export class RequestNumbers {
  #last = 0;

  /** Another number. */
  next(): number {
    this.#last += 1;
    return this.#last;
  }

  /** Another number for which variables are the same, but for what only one request may send. */
  nextLike(number: number): number {
    const whole = Math.ceil((this.#last + 1 - number) / PERIOD);
    this.#last = number + whole * PERIOD;
    return this.#last;
  }
}
