/** Numbers that decide, one after the other; when they run out, the first choice is taken. */
export class Tape {
  readonly #numbers: readonly number[];
  #at = 0;

  constructor(numbers: readonly number[]) {
    this.#numbers = numbers;
  }

  /** A number from 0, below `count`. */
  next(count: number): number {
    const number = this.#numbers[this.#at] ?? 0;
    this.#at += 1;
    return number % count;
  }

  /** True one time in so many. */
  once(inSoMany: number): boolean {
    return this.next(inSoMany) === inSoMany - 1;
  }

  /** One of some things, each as often as its weight says. */
  weighted<T>(choices: readonly (readonly [T, number])[]): T {
    const total = choices.reduce((sum, [, weight]) => sum + weight, 0);
    let rest = this.next(total);
    for (const [choice, weight] of choices) {
      if (rest < weight) {
        return choice;
      }
      rest -= weight;
    }
    throw new TypeError('Nothing to choose from');
  }

  one<T>(choices: readonly T[]): T {
    return this.weighted(choices.map((choice) => [choice, 1] as const));
  }
}
