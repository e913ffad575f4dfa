import type { Mask } from './partial-mask.js';
import type { Rule } from './rules.js';

/** Who may read and write one field of a row that is itself visible. */
export interface FieldPolicy {
  /** Whoever this does not allow sees null, or what `else` makes of the value. */
  readonly read?: Rule;
  /** What is shown to whoever `read` does not allow. Filters, orders, aggregates and cursors see null all the same. */
  readonly else?: Mask;
  /** Whoever this does not allow cannot set it. */
  readonly write?: Rule;
}

/** Who may do what with the rows of a model. What is not allowed is denied. */
export interface Policy {
  readonly read: Rule;
  /** Who may read soft-deleted rows; nobody by default. */
  readonly readDeleted?: Rule;
  readonly create?: Rule;
  readonly update?: Rule;
  readonly delete?: Rule;
  /** Who may delete rows for good that are soft-deleted, of those it may read then. */
  readonly purge?: Rule;
  /** Rules for single fields, by name. */
  readonly fields?: Readonly<Record<string, FieldPolicy>>;
}

/** What policies are asked about writes. */
export type WritePolicy = 'create' | 'update' | 'delete' | 'purge';

/** A policy whose field names are those of a model. */
export type PolicyOf<T> = Omit<Policy, 'fields'> & {
  readonly fields?: Readonly<Partial<Record<keyof T & string, FieldPolicy>>>;
};

// Filled while model files load: the classes own their entries.
const policies = new WeakMap<object, Policy>();

/**
 * Gives a model its policy. A model without one does not start.
 * @example
 * @Model({ description: 'A shelf of books.' })
 * @Access<Shelf>({ read: everyone, create: can('shelf:create'), fields: { note: { read: signedIn } } })
 * class Shelf extends MutableModel {
 *   @Property({ type: 'string', nullable: true })
 *   @Field(() => String, { nullable: true })
 *   note?: string | null;
 * }
 */
export function Access<T>(policy: PolicyOf<T>): ClassDecorator {
  return (target) => {
    policies.set(target, policy as Policy);
  };
}

/** All rules of a policy. */
export function rulesOf(policy: Policy | undefined): readonly Rule[] {
  const { read, readDeleted, create, update, delete: remove, purge, fields = {} } = policy ?? {};
  const ofFields = Object.values(fields).flatMap((field) => [field.read, field.write]);
  return [read, readDeleted, create, update, remove, purge, ...ofFields].filter(
    (rule) => rule !== undefined,
  );
}

/** The policy a model class declared, or undefined. */
export function policyOf(target: object): Policy | undefined {
  return policies.get(target);
}
