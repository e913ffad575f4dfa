import { isDeepStrictEqual } from 'node:util';
import { BenchFailure } from '../bench-failure.js';
import type { Contestant, SignedIn } from '../contestants/contestants.js';
import { type Operation, type Samples, UNIQUE } from '../operations.js';
import type { RequestNumbers } from './request-numbers.js';

const TRIES = 5;

/** Whoever can be asked. */
export type Answering = Pick<Contestant, 'name' | 'bodyOf' | 'post'>;

/** What is compared, and as whom. */
export interface AgreementOptions {
  readonly operation: Operation;
  readonly viewer: SignedIn | null;
  readonly samples: Samples;
  readonly numbers: RequestNumbers;
  /** What a value is compared as, where contestants name the same rows otherwise; as it is by default. */
  readonly comparedAs?: CompareAs;
}

/** What a value of an answer is compared as, as for `JSON.parse`. */
export type CompareAs = (key: string, value: unknown) => unknown;

/**
 * Asks all contestants the same, with several variables.
 * @throws BenchFailure where they answer differently, or with errors
 */
export async function expectAgreement(
  contestants: readonly Answering[],
  { operation, viewer, samples, numbers, comparedAs }: AgreementOptions,
): Promise<void> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const shared = numbers.next();
    const answers = await Promise.all(
      contestants.map(async (contestant) => {
        const number = operation.isCreate ? numbers.nextLike(shared) : shared;
        const variables = operation.variables(number, samples);
        const text = await contestant.post(contestant.bodyOf(operation, variables, viewer), viewer);
        return { name: contestant.name, text };
      }),
    );
    const [first, ...others] = answers;
    for (const other of others) {
      if (
        first !== undefined &&
        !isSame(
          first.text,
          other.text,
          comparedAs ?? (operation.isCreate ? withoutWhatIsNew : asItIs),
        )
      ) {
        throw new BenchFailure(
          `${operation.name}: ${first.name} and ${other.name} answer differently:\n${first.text}\n${other.text}`,
        );
      }
    }
  }
}

function isSame(one: string, other: string, comparedAs: CompareAs): boolean {
  const [left, right] = [one, other].map((text) => JSON.parse(text, comparedAs) as Answer);
  return left?.errors === undefined && isDeepStrictEqual(left, right);
}

function asItIs(_key: string, value: unknown): unknown {
  return value;
}

interface Answer {
  readonly data: unknown;
  readonly errors?: unknown;
}

/** Each create makes a row of its own: new are its keys, its dates and the name of a new tag. */
function withoutWhatIsNew(key: string, value: unknown): unknown {
  if (key === 'createdAt') {
    return typeof value === 'string' && !Number.isNaN(Date.parse(value));
  }
  if (key === 'id') {
    return String(value).replace(/\d+$/, '');
  }
  return typeof value === 'string' && value.startsWith(UNIQUE) ? UNIQUE : value;
}
