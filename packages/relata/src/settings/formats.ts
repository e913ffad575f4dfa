import { z } from 'zod';
import { faultOfSecret } from './secret-fault.js';

/** A whole number within limits. */
export const integer = (least: number, most: number): z.ZodType<number, string> =>
  z
    .string()
    .refine(
      (text) => /^\d{1,15}$/.test(text) && Number(text) >= least && Number(text) <= most,
      `must be a whole number from ${String(least)} to ${String(most)}`,
    )
    .transform(Number);

/** One of some words. */
export const oneOf = <const T extends string>(...words: readonly T[]): z.ZodType<T, string> =>
  z
    .string()
    .refine(
      (text): text is T => words.some((word) => word === text),
      `must be ${words.join(', ')}`,
    );

const TRUE = ['true', '1', 'yes', 'on'];
const FALSE = ['false', '0', 'no', 'off'];

/** Yes or no, in the words people use for it. */
export const flag = z
  .string()
  .transform((text) => text.toLowerCase())
  .refine((text) => TRUE.includes(text) || FALSE.includes(text), 'must be true or false')
  .transform((text) => TRUE.includes(text));

const DAY_MS = 86_400_000;

/** A time in milliseconds, a day at most. */
export const milliseconds = integer(1, DAY_MS);
/** A limit of how many. */
export const count = integer(1, 1_000_000);
/** A host name or an address. */
export const host = z.string().regex(/^[^\s/]+$/, 'must be a host name or an address');

/** An origin as a browser sends it; `*` is none, so that credentials never go to everybody. */
const isOrigin = (text: string): boolean =>
  /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text;

/** Origins separated by commas. */
export const origins = z
  .string()
  .transform((text): readonly string[] =>
    text
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== ''),
  )
  .refine(
    (list) => list.every(isOrigin),
    'must be origins separated by commas, like https://app.example.com; * is not accepted',
  );

/** How addresses of PostgreSQL begin. */
export const POSTGRESQL = /^postgres(?:ql)?:\/\//;

/** Where a database is. */
export const databaseUrl = z
  .string()
  .refine(
    (text) => /^sqlite:(?!\/\/|\s).+$/.test(text) || (POSTGRESQL.test(text) && URL.canParse(text)),
    'must be sqlite:./a/file, sqlite::memory:, or postgres://user:password@host:port/database',
  );

/** Something to make keys from. */
export const secret: z.ZodType<string | null, string> = z.string().superRefine((text, context) => {
  const message = faultOfSecret(text);
  if (message !== null) {
    context.addIssue({ code: 'custom', message });
  }
});
