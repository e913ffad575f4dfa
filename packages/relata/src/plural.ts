/** A noun as it stands behind a number: `1 role`, `2 roles`. @param noun - for one; its plural ends in s */
export function plural(count: number, noun: string): string {
  return count === 1 ? noun : `${noun}s`;
}
