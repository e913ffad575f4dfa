import type { SecretRule } from '../catalog/declarations.js';
import { foldKey } from '../catalog/fold.js';

const LEAST = 8;
const MOST = 256;

/** The passwords tried first, eight characters or longer. */
const COMMON: ReadonlySet<string> = new Set(
  `password password1 password12 password123 passw0rd p@ssw0rd p@ssword 12345678 123456789 1234567890 0123456789
  87654321 987654321 11111111 00000000 88888888 12341234 11223344 123123123 123321123 1q2w3e4r 1q2w3e4r5t 1qaz2wsx
  qwertyui qwertyuiop qwerty12 qwerty123 qwerty1234 asdfghjk asdfghjkl zxcvbnm1 zaq12wsx iloveyou sunshine princess
  football baseball superman batman123 starwars whatever trustno1 jennifer michelle charlie1 dragon123 letmein1
  letmein123 welcome1 welcome123 admin123 administrator changeme changeme1 secret123 computer internet samsung1
  abcd1234 abc12345 a1b2c3d4 aa123456 aaaaaaaa test1234 testtest access14 relata-demo-password mustang1 master123 monkey123 shadow123`.split(
    /\s+/,
  ),
);

/** Whose password it is to be. */
export interface Owner {
  readonly username: string;
  readonly email: string;
}

/**
 * What is wrong with a new password, or null: length, the commonest ones, and the owner's own
 * names; no rules of composition (OWASP ASVS 5.0, 6.2).
 */
export function faultOfPassword(password: string, { username, email }: Owner): string | null {
  const length = Array.from(password).length;
  if (length < LEAST || length > MOST) {
    return `must have ${String(LEAST)} to ${String(MOST)} characters`;
  }
  if (!password.isWellFormed() || password.includes('\0')) {
    return 'must not contain NUL or half of a character';
  }
  const folded = foldKey(password);
  if (COMMON.has(folded)) {
    return 'is one of the commonest passwords, choose another';
  }
  const names = [username, email, email.split('@', 1)[0] ?? ''].map(foldKey);
  return names.includes(folded) ? 'must not be the username or the e-mail address' : null;
}

/** {@link faultOfPassword} for the values of a new user. */
export const passwordRule: SecretRule = (password, { username, email }) =>
  faultOfPassword(password, { username: textOf(username), email: textOf(email) });

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
