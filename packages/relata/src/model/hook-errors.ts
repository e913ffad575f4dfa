import { type EventArgs, type MetadataStorage, Utils } from '@mikro-orm/core';

type Hook = (this: object, args: EventArgs<object>) => unknown;

// Of errors that hooks threw: the row whose hook it was. They live as long as the error.
const rows = new WeakMap<object, object>();
// Hooks of classes that several ORMs of a process share are not to be wrapped twice.
const wrapped = new WeakSet<Hook>();

/** The entity whose hook (`@BeforeCreate()` and the like) threw an error; undefined if none did. */
export function rowOfHookError(error: unknown): object | undefined {
  return typeof error === 'object' && error !== null ? rows.get(error) : undefined;
}

/** Has the hooks of all classes tell whose they are when they throw; for the end of discovery. */
export function locateHookErrors(storage: MetadataStorage): void {
  for (const meta of storage.getAll().values()) {
    for (const event of Utils.keys(meta.hooks)) {
      const hooks = meta.hooks[event] as (Hook | string)[] | undefined;
      if (hooks !== undefined) {
        meta.hooks[event] = hooks.map((hook) => located(hook, meta.prototype as object)) as never;
      }
    }
  }
}

function located(hook: Hook | string, prototype: object): Hook {
  if (typeof hook === 'function' && wrapped.has(hook)) {
    return hook;
  }
  const run: Hook = function run(this: object, args) {
    const call =
      typeof hook === 'function'
        ? hook
        : (((this as Record<string, unknown>)[hook] ??
            (prototype as Record<string, unknown>)[hook]) as Hook);
    try {
      const result = call.call(this, args);
      return result instanceof Promise
        ? result.catch((error: unknown) => told(error, this))
        : result;
    } catch (error) {
      return told(error, this);
    }
  };
  wrapped.add(run);
  return run;
}

function told(error: unknown, row: object): never {
  if (typeof error === 'object' && error !== null && !rows.has(error)) {
    rows.set(error, row);
  }
  throw error;
}
