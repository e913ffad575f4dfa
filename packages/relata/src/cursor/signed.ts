import { createHmac } from 'node:crypto';

/** Length of a signature, in bytes. */
export const MAC_BYTES = 12;

/** The first bytes of the HMAC-SHA-256 of a message. */
export function macOf(key: Buffer, message: Buffer): Buffer {
  return createHmac('sha256', key).update(message).digest().subarray(0, MAC_BYTES);
}

/** A message after its signature, in base64url. */
export function signed(key: Buffer, message: Buffer): string {
  return Buffer.concat([macOf(key, message), message]).toString('base64url');
}
