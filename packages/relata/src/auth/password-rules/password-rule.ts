import type { SecretRule } from '../../model/declarations.js';
import { normalPassword } from '../../text/normal-password.js';
import { BLANK } from '../../text/not-blank.js';
import { VISIBLE } from '../../text/visible-text.js';
import { isCommonPassword, isDisguiseOf } from './common-password.js';

const LEAST = 8;
const MAX = 256;

/** Whose password it is to be. */
export interface Owner {
  readonly username: string;
  readonly email: string;
}

/**
 * What is wrong with a new password, or null: length, in code points of its normal form (NFKC), which
 * is what is hashed; the commonest ones and the owner's own names, in their usual disguises; no rules
 * of composition (OWASP ASVS 5.0, 6.2).
 */
export function faultOfPassword(password: string, { username, email }: Owner): string | null {
  if (!password.isWellFormed() || password.includes('\0')) {
    return 'must not contain NUL or half of a character';
  }
  const normal = normalPassword(password);
  const length = Array.from(normal).length;
  if (length < LEAST || length > MAX) {
    return `must have ${String(LEAST)} to ${String(MAX)} characters`;
  }
  if (!VISIBLE.test(normal)) {
    return BLANK;
  }
  if (isCommonPassword(normal)) {
    return 'is one of the commonest passwords, choose another';
  }
  const names = [username, email, email.split('@', 1)[0] ?? ''];
  return names.some((name) => isDisguiseOf(normal, name))
    ? 'must not be the username or the e-mail address'
    : null;
}

/**
 * {@link faultOfPassword} for the values of a new user.
 * @example
 * class Person extends MutableModel {
 *   @HashOf('password', { description: 'What the person signs in with.', rule: passwordRule })
 *   passwordHash!: string;
 * }
 */
export const passwordRule: SecretRule = (password, { username, email }) =>
  faultOfPassword(password, { username: textOf(username), email: textOf(email) });

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
