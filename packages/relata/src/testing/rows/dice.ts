import fc from 'fast-check';

/** Choices at random, all from one seed. */
export class Dice {
  readonly #random: fc.Random;

  constructor(random: fc.Random) {
    this.#random = random;
  }

  /** A number from 0, below `count`. */
  below(count: number): number {
    return this.#random.nextInt(0, count - 1);
  }

  /** A number from `least` to `most`. */
  between(least: number, most: number): number {
    return this.#random.nextInt(least, most);
  }

  /** True so often, of 100 times. */
  chance(percent: number): boolean {
    return this.below(100) < percent;
  }

  one<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)] as T;
  }

  /** One of some things, each as often as its weight says. */
  weighted<T>(choices: readonly (readonly [T, number])[]): T {
    let rest = this.below(choices.reduce((sum, [, weight]) => sum + weight, 0));
    for (const [choice, weight] of choices) {
      if (rest < weight) {
        return choice;
      }
      rest -= weight;
    }
    throw new TypeError('Nothing to choose from');
  }

  /** Some of the things, in any order. */
  some<T>(choices: readonly T[], least: number, most: number): readonly T[] {
    const left = [...choices];
    const count = Math.min(left.length, this.between(least, Math.max(least, most)));
    return Array.from({ length: count }, () => left.splice(this.below(left.length), 1)).flat();
  }

  /** What an arbitrary makes; small values are not wanted more than others. */
  of<T>(arbitrary: fc.Arbitrary<T>): T {
    return arbitrary.generate(this.#random, undefined).value;
  }
}

/** Makes things by dice. They do not shrink: whoever finds one at fault takes it apart. */
export function diced<T>(make: (dice: Dice) => T): fc.Arbitrary<T> {
  return new Diced(make);
}

class Diced<T> extends fc.Arbitrary<T> {
  readonly #make: (dice: Dice) => T;

  constructor(make: (dice: Dice) => T) {
    super();
    this.#make = make;
  }

  override generate(random: fc.Random): fc.Value<T> {
    return new fc.Value(this.#make(new Dice(random)), undefined);
  }

  override canShrinkWithoutContext(value: unknown): value is T {
    return value === NOTHING;
  }

  override shrink(): fc.Stream<fc.Value<T>> {
    return fc.Stream.nil();
  }
}

const NOTHING = Symbol('nothing shrinks');
