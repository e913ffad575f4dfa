import type { WritePolicy } from '../../access/access.js';
import type { Policies } from '../../access/policies.js';
import { ALWAYS, type Condition } from '../../filter/condition.js';
import type { Engine } from '../../reading/engine.js';

/** An engine that lets everybody read the rows of a model. */
export function reading(model: string): (engine: Engine) => Engine {
  return (engine) =>
    withRules(engine, ({ read }) => ({
      read: (of, viewer, deleted) => (of.name === model ? ALWAYS : read(of, viewer, deleted)),
    }));
}

/** An engine that masks no field. */
export function unmasking(engine: Engine): Engine {
  return withRules(engine, () => ({ mask: () => ALWAYS, seen: () => ALWAYS }));
}

/** An engine that lets everybody change the rows of a model so. */
export function writing(model: string, operation: WritePolicy): (engine: Engine) => Engine {
  return (engine) =>
    withRules(engine, ({ write }) => ({
      write: (of, what, viewer) =>
        of.name === model && what === operation ? ALWAYS : write(of, what, viewer),
    }));
}

/** An engine that lets everybody set every field of a row that may be changed. */
export function settingFields(engine: Engine): Engine {
  return withRules(engine, () => ({ fieldWrite: () => ALWAYS }));
}

/** An engine for which rules of related rows hold as soon as there is one. */
export function ignoringChains(engine: Engine): Engine {
  return withRules(engine, ({ read, mask, write, fieldWrite }) => ({
    read: (...args) => withoutChains(read(...args)),
    mask: (...args) => withoutChains(mask(...args)),
    write: (...args) => withoutChains(write(...args)),
    fieldWrite: (...args) => withoutChains(fieldWrite(...args)),
  }));
}

function withoutChains(condition: Condition): Condition {
  switch (condition.kind) {
    case 'related':
      return { ...condition, condition: ALWAYS };
    case 'and':
    case 'or':
      return { ...condition, conditions: condition.conditions.map(withoutChains) };
    case 'not':
    case 'trusted':
      return { ...condition, condition: withoutChains(condition.condition) };
    case 'constant':
    case 'compare':
    case 'in':
    case 'text':
    case 'isNull':
    case 'list':
    case 'own':
    case 'json':
    case 'count':
      return condition;
  }
}

/** An engine for which every filter holds that is made of a viewer. */
export function ignoringAttributes(engine: Engine): Engine {
  const { filters } = engine.policies;
  const own = filters.of.bind(filters);
  filters.of = (model, rule, viewer) =>
    typeof rule.where === 'function' ? ALWAYS : own(model, rule, viewer);
  return engine;
}

/** An engine that does not ask of which tenant the rows of a model are. */
export function mixingTenants(model: string): (engine: Engine) => Engine {
  return (engine) => {
    const { filters } = engine.policies;
    const own = filters.tenant.bind(filters);
    filters.tenant = (of, viewer) => (of.name === model ? ALWAYS : own(of, viewer));
    return engine;
  };
}

/** An engine for which unique values are so among the rows of all tenants. */
export function uniqueAmongAll(engine: Engine): Engine {
  return withRules(engine, () => ({ tenant: () => ALWAYS }));
}

/** An engine whose cursors tell what their makers may not see: values of any row with the same key. */
export function tellingCursors(engine: Engine): Engine {
  const { cursors } = engine;
  const encode: typeof cursors.encode = (fingerprint, position) =>
    cursors.encode(
      fingerprint,
      position.map((value) => value ?? 'zq-what-is-masked-x'),
    );
  return { ...engine, cursors: replaced(cursors, { encode }) };
}

type Rules = Pick<Policies, 'read' | 'mask' | 'seen' | 'write' | 'fieldWrite' | 'tenant'>;

function withRules(engine: Engine, rules: (own: Rules) => Partial<Rules>): Engine {
  const { policies } = engine;
  const own: Rules = {
    read: (...args) => policies.read(...args),
    mask: (...args) => policies.mask(...args),
    seen: (...args) => policies.seen(...args),
    write: (...args) => policies.write(...args),
    fieldWrite: (...args) => policies.fieldWrite(...args),
    tenant: (...args) => policies.tenant(...args),
  };
  return { ...engine, policies: replaced(policies, rules(own)) };
}

/** An object with other members in the place of some of its own. */
function replaced<T extends object>(original: T, members: object): T {
  return new Proxy(original, {
    get: (target, name) => {
      const own: unknown = Reflect.get(target, name, target);
      const other: unknown = Reflect.get(members, name);
      return other ?? (typeof own === 'function' ? (own.bind(target) as unknown) : own);
    },
  });
}
