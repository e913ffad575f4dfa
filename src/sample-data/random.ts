/**
 * A source of numbers that look random and are the same for the same seed, on any machine and
 * in any version of Node (the generator is mulberry32).
 */
export class Random {
  #state: number;

  /** @param parts - what the sequence belongs to: a seed, what is made, its number */
  constructor(...parts: readonly (string | number)[]) {
    this.#state = hash(parts.join(' '));
  }

  /** A number from 0 to below 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from 0 to below `end`. */
  below(end: number): number {
    return Math.floor(this.next() * end);
  }

  /** A whole number, both ends included. */
  between(least: number, most: number): number {
    return least + this.below(most - least + 1);
  }

  /** Whether something happens that happens with this probability. */
  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** One of the items. */
  pick<T>(items: readonly [T, ...T[]]): T {
    return items[this.below(items.length)] ?? items[0];
  }

  /** The value, or null with this probability. */
  unless<T>(probability: number, value: () => T): T | null {
    return this.chance(probability) ? null : value();
  }

  /** Positions from 0 to below `end`, the low ones far more often. */
  skewed(end: number): number {
    return Math.floor(this.next() ** 2 * end);
  }

  /** Different positions from 0 to below `end`, the low ones more often; all there are if fewer. */
  distinct(count: number, end: number): readonly number[] {
    const found = new Set<number>();
    while (found.size < Math.min(count, end)) {
      let candidate = this.skewed(end);
      while (found.has(candidate)) {
        candidate = (candidate + 1) % end;
      }
      found.add(candidate);
    }
    return [...found];
  }
}

// FNV-1a, with a last mix so that neighbours (seed 1, seed 2) start far apart.
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return Math.imul(value ^ (value >>> 16), 0x45d9f3b);
}
