const UUID = /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;
/** Above the numbers of rows that suites make up, below those of rows that are not there. */
const FIRST = 1000;

/** Keys that the engine makes, and nobody can know: suites give them numbers as they come. */
class MadeKeys {
  readonly #keys: string[] = [];

  /** The number of the UUID that a text ends in; undefined where there is none, or the suites made it. */
  numberOf(text: string, own: string): number | undefined {
    const [key] = UUID.exec(text) ?? [];
    if (key === undefined || key.startsWith(own)) {
      return undefined;
    }
    const known = this.#keys.indexOf(key);
    return FIRST + (known < 0 ? this.#keys.push(key) - 1 : known);
  }

  /** The key with such a number. */
  keyOf(number: number): string | undefined {
    return this.#keys[number - FIRST];
  }

  /** Forgets them, once their rows are gone. */
  clear(): void {
    this.#keys.length = 0;
  }
}

/** Those of this process: numbers have no meaning without them. */
export const madeKeys = new MadeKeys();
