import type { World } from '../model/world.js';
import { MODEL_NAMES } from '../model/world.js';

const KEY = /^([A-Z][a-z]+)#(\d+)$/;
const ID = /^(user|profile|post|tag|role)_(\d+)$/;

/** Which row of the model is which row of the database. */
export class Names {
  readonly #ids = new Map<string, string>();
  readonly #keys = new Map<string, string>();

  /** Rows the world begins with have the same number in both. */
  constructor(world: World) {
    for (const model of MODEL_NAMES) {
      for (const { key } of world.rows(model)) {
        this.learn(key, unnamed(key));
      }
    }
  }

  /** The id of a row, or one of that type that nobody has; what is no key stays. */
  idOf(key: string): string {
    return this.#ids.get(key) ?? (KEY.test(key) ? unnamed(key) : key);
  }

  /** The key of a row, or what stands for an id nobody knows. */
  keyOf(id: string): string {
    return this.#keys.get(id) ?? `?${id}`;
  }

  hasKey(key: string): boolean {
    return this.#ids.has(key);
  }

  learn(key: string, id: string): void {
    this.#ids.set(key, id);
    this.#keys.set(id, key);
  }

  /** Learns ids that stand where the model has a key of a row that came and went meanwhile. */
  learnFrom(expected: unknown, actual: unknown, isBare = false): void {
    if (typeof expected === 'string' && typeof actual === 'string') {
      const id = actual.slice(1);
      if (actual.startsWith('?') && ID.test(id) && KEY.test(expected) && !this.hasKey(expected)) {
        this.learn(expected, id);
      }
    } else if (isBare && Array.isArray(expected) && Array.isArray(actual)) {
      this.#learnList(expected, actual);
    } else if (isObject(expected) && isObject(actual)) {
      // Lists of bare ids come last: they do not say which row is which.
      for (const [name, value] of Object.entries(expected)) {
        if (isBare || name !== 'deletedIds') {
          this.learnFrom(value, actual[name], isBare);
        }
      }
    }
  }

  /**
   * Pairs what is unknown on both sides of two lists. Of rows nothing else in the answers tells of,
   * any may be any; lists of anything but ids are gone through item by item.
   */
  #learnList(expected: readonly unknown[], actual: readonly unknown[]): void {
    const isId = (item: unknown): item is string => typeof item === 'string';
    if (!expected.every(isId) || !actual.every(isId)) {
      for (const [at, item] of expected.entries()) {
        this.learnFrom(item, actual[at], true);
      }
      return;
    }
    const keys = expected.filter((key) => KEY.test(key) && !this.hasKey(key));
    const ids = actual.filter((id) => id.startsWith('?')).map((id) => id.slice(1));
    for (const [at, key] of keys.entries()) {
      const id = ids[at];
      if (id !== undefined) {
        this.learn(key, id);
      }
    }
  }

  /** An answer with keys for ids, lists without order sorted, connections as lists. */
  translated(value: unknown): unknown {
    if (typeof value === 'string') {
      return ID.test(value) ? this.keyOf(value) : value;
    }
    if (Array.isArray(value)) {
      return value.map((item) => this.translated(item));
    }
    if (!isObject(value)) {
      return value;
    }
    const { nodes } = value;
    return Array.isArray(nodes)
      ? nodes.map((item) => this.translated(item))
      : Object.fromEntries(
          Object.entries(value).map(([name, item]) => [name, this.translated(item)]),
        );
  }
}

function unnamed(key: string): string {
  const [, model = '', number = ''] = KEY.exec(key) ?? [];
  return `${model.toLowerCase()}_${number}`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
