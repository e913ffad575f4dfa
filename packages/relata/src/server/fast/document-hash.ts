import { type BinaryToTextEncoding, hash } from 'node:crypto';
import { createRequire } from 'node:module';
import { DocumentMemo } from '../limits/document-memo.js';

/**
 * Has Apollo hash each document once, and in one step. The package it does that by calls
 * `require('crypto')` for each request, which resolves that name anew, and then makes a hash that
 * could take more.
 */
export function hashDocumentsOnce(): void {
  const apollo = createRequire(createRequire(import.meta.url).resolve('@apollo/server'));
  const loaded = apollo.cache[apollo.resolve('@apollo/utils.createhash')];
  // A test runner gives modules a `require` of their own.
  if (loaded !== undefined && !Object.hasOwn(loaded, 'require')) {
    const others = loaded.require.bind(loaded) as (id: string) => unknown;
    const once = hashingOnce();
    loaded.require = (id: string): unknown => (id === 'crypto' ? once : others(id));
  }
}

/** The part of `node:crypto` that is called: `createHash(name).update(text).digest(encoding)`. */
function hashingOnce() {
  const sha256 = new DocumentMemo((text) => hash('sha256', text, 'hex'));
  return {
    createHash: (name: string) => ({
      update: (text: string) => ({
        digest: (encoding: BinaryToTextEncoding) =>
          name === 'sha256' && encoding === 'hex' ? sha256.of(text) : hash(name, text, encoding),
      }),
    }),
  };
}
