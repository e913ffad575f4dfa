/**
 * What is shown of a text instead of it: a part of it, or something made of it.
 * @example
 * const maskPhone: Mask = (text) => `${text.slice(0, 3)} …`;
 */
export type Mask = (text: string) => string;

/** What stands for what is not shown: as many, however much that is. */
const HIDDEN = '***';

/**
 * Shows the first character of an e-mail address and where it is: `a***@example.com`.
 * @example
 * const email = { read: self, else: maskEmail };
 */
export function maskEmail(address: string): string {
  const at = address.lastIndexOf('@');
  const [first = ''] = address;
  // Of one character it would show all.
  return at < 2
    ? `${HIDDEN}${address.slice(Math.max(at, 0), at < 0 ? 0 : undefined)}`
    : first + HIDDEN + address.slice(at);
}

/**
 * Shows the last characters of a text: `***4242`; none of one that is not longer.
 * @param count - how many
 * @example
 * const cardNumber = { read: own('holder'), else: maskAllBut(4) };
 */
export function maskAllBut(count: number): Mask {
  return (text) => {
    const characters = Array.from(text);
    const isLonger = characters.length > count;
    return HIDDEN + (isLonger ? characters.slice(characters.length - count).join('') : '');
  };
}
