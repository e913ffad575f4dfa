import type { RuleError } from '../errors.js';
import type { Key } from '../kinds/kind.js';
import type { Model } from '../model/model.js';

/** Codes of the errors a payload carries. */
export type UserErrorCode =
  | 'VALIDATION'
  | 'NOT_UNIQUE'
  | 'NOT_FOUND'
  | 'FORBIDDEN'
  | 'CONFLICT'
  | 'INVALID_CREDENTIALS'
  | 'ROLLED_BACK';

/** Where in the arguments something stands: `['input', 'tags', 'connect', '0']`. */
export type InputPath = readonly string[];

/** Whether a place lies in another, or is the same. */
export function isBelow(path: InputPath, parent: InputPath): boolean {
  return parent.every((step, index) => path[index] === step);
}

/** An expected failure of a write: data for the client, not an exception. */
export interface UserError {
  readonly code: UserErrorCode;
  /** What is wrong; where it is, says the path alone. */
  readonly message: string;
  readonly path: InputPath;
  /** Of values that must be unique together: where each of them is. */
  readonly paths?: readonly InputPath[];
  /** Of a conflict: the row as it is now, and the fields in which it differs from the input. */
  readonly conflict?: {
    readonly model: Model;
    readonly key: Key;
    readonly fields: readonly string[];
  };
}

/** Where the columns of a row stand in its input. */
export interface PlaceOfColumns {
  /** As clients know them. */
  readonly names: readonly string[];
  /** What the places of all have in common. */
  readonly path: InputPath;
  /** The place of each that the input speaks of; that of the row where it speaks of none. */
  readonly paths: readonly InputPath[];
}

/** Makes user errors; each is named after its cause. */
export const UserErrors = {
  invalid: (path: InputPath, reason: string): UserError => ({
    code: 'VALIDATION',
    message: reason,
    path,
  }),
  /** @param path - the input of the row whose rule is broken */
  broken: (path: InputPath, { message, field }: RuleError): UserError =>
    UserErrors.invalid(field === null ? path : [...path, field], message),
  taken: ({ names, path, paths }: PlaceOfColumns): UserError => ({
    code: 'NOT_UNIQUE',
    message: `this ${names.length === 1 ? '' : 'combination of '}${names.join(' and ')} is taken`,
    path,
    paths,
  }),
  missing: (path: InputPath, model: Model): UserError => ({
    code: 'NOT_FOUND',
    message: `there is no such ${model.name}`,
    path,
  }),
  forbidden: (path: InputPath, what: string): UserError => ({
    code: 'FORBIDDEN',
    message: `you may not ${what}`,
    path,
  }),
  /** @param message - of the invariant that would end */
  cancellation: (message: string): UserError => ({ code: 'FORBIDDEN', message, path: [] }),
  stale: (path: InputPath, conflict: NonNullable<UserError['conflict']>): UserError => ({
    code: 'CONFLICT',
    message: `the ${conflict.model.name} was changed by somebody else`,
    path,
    conflict,
  }),
  /** @param message - the same whatever it is that does not fit */
  badCredentials: (path: InputPath, message: string): UserError => ({
    code: 'INVALID_CREDENTIALS',
    message,
    path,
  }),
  rolledBack: (): UserError => ({
    code: 'ROLLED_BACK',
    message: 'Another field of this document failed, nothing was kept',
    path: [],
  }),
} as const;

/**
 * Errors but for those of what may not be set anyway: that a value is taken is not to be learnt by
 * who may not set it.
 * @param known - where it says FORBIDDEN, nothing more is told
 */
export function apartFromForbidden(
  known: readonly UserError[],
  userErrors: readonly UserError[],
): readonly UserError[] {
  const forbidden = known.filter(({ code }) => code === 'FORBIDDEN');
  const isForbidden = (path: InputPath): boolean =>
    forbidden.some((userError) => isBelow(path, userError.path));
  return userErrors.filter(({ path, paths = [path] }) => ![path, ...paths].some(isForbidden));
}

/** Thrown to leave a write at once with what was found wrong; never reaches a client as such. */
export class WriteFailure extends Error {
  readonly userErrors: readonly UserError[];

  constructor(userErrors: readonly UserError[]) {
    super(userErrors.map(({ message }) => message).join('; '));
    this.name = 'WriteFailure';
    this.userErrors = userErrors;
  }
}

/** Leaves the write if anything was found wrong. */
export function throwIfAny(userErrors: readonly UserError[]): void {
  if (userErrors.length > 0) {
    throw new WriteFailure(userErrors);
  }
}
