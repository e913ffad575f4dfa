/** The one form of a password that keyboards write differently: NFKC. It is what is measured and hashed. */
export function normalPassword(password: string): string {
  return password.normalize('NFKC');
}
