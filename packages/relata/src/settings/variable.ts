import type { z } from 'zod';

/** What a process is run for. */
export type NodeEnv = 'development' | 'production' | 'test';

/** One environment variable: how its text becomes a value, and what it is without any text. */
export interface Variable<T> {
  readonly name: string;
  readonly schema: z.ZodType<T, string>;
  readonly fallback: T | ((nodeEnv: NodeEnv) => T);
  /** One line for `.env.example`. */
  readonly comment: string;
}

/** A row of the table of variables. */
// An options object each would make that four times as long.
// eslint-disable-next-line no-restricted-syntax -- see above
export function variable<T>(
  name: string,
  schema: z.ZodType<T, string>,
  fallback: NoInfer<T> | ((nodeEnv: NodeEnv) => NoInfer<T>),
  comment: string,
): Variable<T> {
  return { name, schema, fallback, comment };
}

/** What a variable is without any text. */
export function fallbackOf<T>({ fallback }: Variable<T>, nodeEnv: NodeEnv): T {
  return typeof fallback === 'function' ? (fallback as (nodeEnv: NodeEnv) => T)(nodeEnv) : fallback;
}
