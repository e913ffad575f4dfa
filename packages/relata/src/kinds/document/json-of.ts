import type { EntityProperty } from '@mikro-orm/core';
import { getOrMake } from '../../cache/get-or-make.js';

/** A class whose instances are documents, or parts of them. */
export type DocumentClass = new () => object;

/** What `@JsonOf` adds to what MikroORM is told of a property. */
export interface JsonOfOptions {
  /** The class of its documents. */
  readonly jsonOf: () => DocumentClass;
}

/** The class of the documents of a property; undefined where any document will do. */
export function documentClassOf(property: EntityProperty): DocumentClass | undefined {
  return (property as unknown as Partial<JsonOfOptions>).jsonOf?.();
}

const nested = new WeakMap<object, Map<string, () => DocumentClass>>();

/** Remembers of what class a member is, or the items of one. */
export function declareMember(prototype: object, name: string, type: () => DocumentClass): void {
  getOrMake(nested, prototype, () => new Map<string, () => DocumentClass>()).set(name, type);
}

/** The class of a member: what `@JsonOf` says, or what TypeScript emits of a member that is no list. */
export function memberClass(
  owner: DocumentClass | undefined,
  name: string,
): DocumentClass | undefined {
  if (owner === undefined) {
    return undefined;
  }
  const prototype = owner.prototype as object;
  const said = nested.get(prototype)?.get(name)?.();
  const emitted: unknown = Reflect.getMetadata('design:type', prototype, name);
  const isOwn = typeof emitted === 'function' && emitted !== Object && emitted !== Array;
  return said ?? (isOwn ? (emitted as DocumentClass) : undefined);
}
