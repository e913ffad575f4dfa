const LEAST_BYTES = 32;
/** Fewer, and it was typed by somebody who held a key down; a random one of 32 hexadecimal digits has more. */
const LEAST_DIFFERENT = 6;

/**
 * What is wrong with a secret that keys are made from, to follow its name in a message; null where
 * nothing is. What it is, the message never says.
 */
export function faultOfSecret(secret: string): string | null {
  if (Buffer.byteLength(secret) < LEAST_BYTES) {
    return `must have at least ${String(LEAST_BYTES)} bytes`;
  }
  if (new Set(secret).size < LEAST_DIFFERENT) {
    return `must have at least ${String(LEAST_DIFFERENT)} different characters: let a program make it`;
  }
  return isRepeated(secret) ? 'must not be one text repeated: let a program make it' : null;
}

/** Whether a text is a shorter one at least twice in a row, the last perhaps cut off. */
function isRepeated(text: string): boolean {
  for (let length = 1; length <= text.length / 2; length += 1) {
    if (text.startsWith(text.slice(length))) {
      return true;
    }
  }
  return false;
}
