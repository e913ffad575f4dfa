import fc from 'fast-check';
import { BoundedCache } from '../../src/cache/bounded-cache.js';

const KEYS = ['a', 'b', 'c', 'd', 'e'];

/** The same by a list, the one used last at its end. */
class Model {
  #entries: (readonly [string, number | null])[] = [];
  readonly #capacity: number;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get(key: string): number | null | undefined {
    const found = this.#entries.find(([each]) => each === key);
    if (found !== undefined) {
      this.set(...found);
    }
    return found?.[1];
  }

  set(key: string, value: number | null): void {
    const others = this.#entries.filter(([each]) => each !== key);
    this.#entries = [...others, [key, value] as const].slice(-this.#capacity);
  }

  clear(): void {
    this.#entries = [];
  }
}

const key = fc.constantFrom(...KEYS);
const value = fc.option(fc.nat(9));
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('get' as const), key }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('getOrSet' as const), key, value }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('set' as const), key, value }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('fail' as const), key }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('clear' as const) }) },
);

describe('BoundedCache', () => {
  it('keeps what was used last, whatever is done with it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        fc.array(step, { maxLength: 40 }),
        (most, steps) => {
          const cache = new BoundedCache<string, number | null>(most);
          const model = new Model(most);
          for (const each of steps) {
            switch (each.kind) {
              case 'get':
                expect(cache.get(each.key)).toBe(model.get(each.key));
                break;
              case 'getOrSet': {
                const known = model.get(each.key);
                const expected = known === undefined ? each.value : known;
                model.set(each.key, expected);
                expect(cache.getOrSet(each.key, () => each.value)).toBe(expected);
                break;
              }
              case 'set':
                cache.set(each.key, each.value);
                model.set(each.key, each.value);
                break;
              case 'fail': {
                const known = model.get(each.key);
                const got = (): unknown =>
                  cache.getOrSet(each.key, () => {
                    throw new RangeError('not made');
                  });
                if (known === undefined) {
                  expect(got).toThrow(RangeError);
                } else {
                  expect(got()).toBe(known);
                }
                break;
              }
              case 'clear':
                cache.clear();
                model.clear();
            }
          }
          for (const each of KEYS) {
            expect(cache.get(each)).toBe(model.get(each));
          }
        },
      ),
      { numRuns: 1000 },
    );
  });
});
