import { hash } from 'node:crypto';
import { createRequire } from 'node:module';

/**
 * Has Apollo hash documents in one step. The package it does that by calls `require('crypto')` for
 * each request, which resolves that name anew, and then makes a hash that could take more.
 */
export function hashDocumentsAtOnce(): void {
  const apollo = createRequire(createRequire(import.meta.url).resolve('@apollo/server'));
  const loaded = apollo.cache[apollo.resolve('@apollo/utils.createhash')];
  // A test runner gives modules a `require` of their own.
  if (loaded !== undefined && !Object.hasOwn(loaded, 'require')) {
    const others = loaded.require.bind(loaded) as (id: string) => unknown;
    loaded.require = (id: string): unknown => (id === 'crypto' ? AT_ONCE : others(id));
  }
}

/** The part of `node:crypto` that is called: `createHash(name).update(text).digest(encoding)`. */
const AT_ONCE = {
  createHash: (name: string) => ({
    update: (text: string) => ({ digest: (encoding: 'hex') => hash(name, text, encoding) }),
  }),
};
