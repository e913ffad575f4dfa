import type { Storage as GraphiQLStorage } from '@graphiql/toolkit';

/**
 * A part of the browser's local storage for this playground alone. Many projects are developed on
 * the same origin, and the tabs another GraphiQL stored there must not hide the examples.
 * @param namespace - put before every key, followed by a colon
 */
export function namespacedStorage(namespace: string): GraphiQLStorage {
  const prefix = `${namespace}:`;
  const ownKeys = (): string[] => Object.keys(localStorage).filter((key) => key.startsWith(prefix));
  return {
    getItem: (key) => localStorage.getItem(prefix + key),
    setItem: (key, value) => {
      localStorage.setItem(prefix + key, value);
    },
    removeItem: (key) => {
      localStorage.removeItem(prefix + key);
    },
    clear: () => {
      for (const key of ownKeys()) localStorage.removeItem(key);
    },
    get length() {
      return ownKeys().length;
    },
  };
}
