import type { FilterRule, RuleFilter } from './rules.js';

/** Stands for what a viewer has: an attribute, or the key. */
export class NamedAttribute {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  toString(): string {
    return `the viewer's ${this.name}`;
  }

  toJSON(): string {
    return this.toString();
  }
}

/**
 * The filter of a rule with the names of what it takes of the viewer in the place of the values.
 * @returns null where its function does more with them than to put them in their place
 */
export function namedFilter({ where }: FilterRule): RuleFilter | null {
  if (typeof where !== 'function') {
    return where;
  }
  const attributes = new Proxy<Record<string, unknown>>(
    {},
    { get: (_, name) => new NamedAttribute(String(name)), has: () => true },
  );
  try {
    const userId = new NamedAttribute('key') as unknown as string;
    return where({ userId, permissions: new Set(), attributes });
  } catch {
    return null;
  }
}
