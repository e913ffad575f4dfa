import { getOrMake } from '../cache/get-or-make.js';
import { PolicyFilterError } from '../errors.js';
import { ALWAYS, type Condition, NEVER } from '../filter/condition.js';
import { parseFilter } from '../filter/filter.js';
import { unlimitedBudget } from '../filter/filter-budget.js';
import type { Key } from '../kinds/kind.js';
import type { Catalog, Model, Tenant } from '../model/model.js';
import { policyLeaves } from './rule-leaves.js';
import type { FilterRule } from './rules.js';
import { tenantFilter, tenantKeyOf } from './viewer-tenant.js';
import type { Viewer } from './viewer.js';

/**
 * What a filter of a policy comes to for a viewer: null where a value is missing of which it is made, an error where it
 * cannot be used.
 */
export type ViewerFilter = Condition | null | PolicyFilterError;

/** A filter, and the model of the rows that it is about. */
interface FilterOfModel {
  readonly model: Model;
  readonly rule: FilterRule;
}

/** The filters of the policies of a catalog, and what those come to that functions make of viewers. */
export class ViewerFilters {
  /** Those that functions make, in one order for all viewers. */
  readonly #made: readonly FilterOfModel[];
  /** Whose rows are, of some model; all say the same of that. Null where rows have no tenants. */
  readonly #tenant: Tenant | null;
  /** What they came to: it lives as long as the viewer's request. */
  readonly #ofViewers = new WeakMap<Viewer, readonly ViewerFilter[]>();
  readonly #ofEverybody = new WeakMap<FilterRule, Map<Model, Condition>>();

  constructor(catalog: Catalog) {
    this.#made = [...catalog.values()]
      .flatMap(policyLeaves)
      .flatMap(({ model, rule }) =>
        rule.kind === 'where' && typeof rule.where === 'function' ? [{ model, rule }] : [],
      );
    this.#tenant = [...catalog.values()].find(({ tenant }) => tenant !== null)?.tenant ?? null;
  }

  /** What a filter comes to. @throws PolicyFilterError for one that cannot be used */
  of(model: Model, rule: FilterRule, viewer: Viewer): Condition | null {
    if (typeof rule.where !== 'function') {
      const known = getOrMake(this.#ofEverybody, rule, () => new Map<Model, Condition>());
      return getOrMake(known, model, () => requireParsed(model, rule));
    }
    const at = this.#made.findIndex((each) => each.model === model && each.rule === rule);
    const filter = this.made(viewer)[at] ?? null;
    if (filter instanceof PolicyFilterError) {
      throw filter;
    }
    return filter;
  }

  /**
   * Which rows of a model are of the tenant of a viewer: all where they have none, and no row where the viewer has none.
   * @throws PolicyFilterError for a tenant that no row can have
   */
  tenant({ tenant }: Model, viewer: Viewer): Condition {
    if (tenant === null) {
      return ALWAYS;
    }
    const filter = this.made(viewer).at(-1) ?? null;
    if (filter instanceof PolicyFilterError) {
      throw filter;
    }
    return filter?.kind === 'compare' ? { ...filter, column: tenant.column } : NEVER;
  }

  /** The tenant of a viewer; null where it has none, or rows have no tenants. @throws ViewerKeyError for one that no row can have */
  tenantOf(viewer: Viewer): Key | null {
    return this.#tenant && tenantKeyOf(this.#tenant, viewer);
  }

  /** What all filters come to that are made of a viewer, and last what its tenant does, where rows have tenants. */
  made(viewer: Viewer): readonly ViewerFilter[] {
    return getOrMake(this.#ofViewers, viewer, () => [
      ...this.#made.map(({ model, rule }) => madeFor(viewer, model, rule)),
      ...(this.#tenant === null ? [] : [tenantFilter(this.#tenant, viewer)]),
    ]);
  }

  /** Says what they come to for a viewer that stands for several: with placeholders for values. */
  assume(viewer: Viewer, filters: readonly ViewerFilter[]): void {
    this.#ofViewers.set(viewer, filters);
  }
}

function madeFor(viewer: Viewer, model: Model, { where }: FilterRule): ViewerFilter {
  const { userId, permissions, attributes = {} } = viewer;
  try {
    const filter: unknown =
      typeof where === 'function' ? where({ userId, permissions, attributes }) : where;
    const condition = parsed(model, withoutNulls(filter));
    return isMissing(filter) ? null : condition;
  } catch (error) {
    return PolicyFilterError.of(model.name, error);
  }
}

function requireParsed(model: Model, { where }: FilterRule): Condition {
  try {
    return parsed(model, where);
  } catch (error) {
    throw PolicyFilterError.of(model.name, error);
  }
}

function parsed(model: Model, filter: unknown): Condition {
  return parseFilter(model, filter, { path: 'where', budget: unlimitedBudget() });
}

/** Whether there is nothing, or nothing where a value was to be inside, however deep. */
function isMissing(value: unknown): boolean {
  return value === undefined || value === null || partsOf(value).some(isMissing);
}

/** With nothing at all in the place of nulls: what is missing is no reason not to read the rest. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.filter((item) => item !== undefined && item !== null).map(withoutNulls);
  }
  return isPlain(value)
    ? Object.fromEntries(
        Object.entries(value).map(([name, part]) => [name, withoutNulls(part ?? undefined)]),
      )
    : value;
}

function partsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) || isPlain(value) ? Object.values(value) : [];
}

/** Values of other forms, such as dates, have nothing inside. */
function isPlain(value: unknown): value is object {
  return (
    typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
  );
}
