import { PolicyFilterError, StartupError } from '../errors.js';
import { stringKind } from '../kinds/string.js';
import type { Model } from '../model/model.js';
import { type Policy, rulesOf } from './access.js';
import type { Rule } from './rules.js';
import type { Viewer } from './viewer.js';

/** Nobody, and somebody of whom nothing is known. */
const SAMPLE_VIEWERS: readonly Viewer[] = [
  { userId: null, permissions: new Set() },
  { userId: 1, permissions: new Set() },
];

/**
 * Works out every rule once, so that one that names what is not there stops the start.
 * @param workOut - what a rule of a model means for a viewer
 * @throws StartupError
 */
export function checkPolicies(
  policies: ReadonlyMap<Model, Policy>,
  workOut: (model: Model, rule: Rule, viewer: Viewer) => unknown,
): void {
  for (const [model, policy] of policies) {
    checkView(model, policy);
    checkPurge(model, policy);
    checkFields(model, policy);
    for (const rule of rulesOf(policy)) {
      for (const viewer of SAMPLE_VIEWERS) {
        checkRule(model, () => workOut(model, rule, viewer));
      }
    }
  }
}

function checkView({ isView, name }: Model, policy: Policy): void {
  const { create, update, delete: remove, purge } = policy;
  if (isView && [create, update, remove, purge].some((rule) => rule !== undefined)) {
    throw new StartupError(
      `${name} is a view, whose rows nobody writes: leave create, update, delete and purge out of its policy`,
    );
  }
}

function checkPurge({ deletedAt, name }: Model, { purge, readDeleted }: Policy): void {
  if (purge !== undefined && deletedAt === null) {
    throw new StartupError(
      `${name}: its policy says who may purge rows, and no row is soft-deleted: leave purge out, or add a column deletedAt`,
    );
  }
  if (purge !== undefined && readDeleted === undefined) {
    throw new StartupError(
      `${name}: its policy says who may purge rows, which nobody finds: say who may read deleted rows by readDeleted`,
    );
  }
}

function checkFields(model: Model, { fields = {} }: Policy): void {
  for (const [name, { read, else: mask }] of Object.entries(fields)) {
    const relation = model.relations.get(name);
    if (relation === undefined && !model.columns.has(name)) {
      throw new StartupError(`${model.name}: its policy names a field ${name} that is not there`);
    }
    if (read !== undefined && relation !== undefined) {
      throw new StartupError(
        `${model.name}: its policy hides the relation ${name}; say who may read the rows of ` +
          `${relation.target.name} instead`,
      );
    }
    if (mask !== undefined) {
      checkMask(model, name, read);
    }
  }
}

/** A mask gets a text and makes one. */
function checkMask(model: Model, name: string, read: Rule | undefined): void {
  const place = `${model.name}: its policy shows a part of ${name}`;
  if (read === undefined) {
    throw new StartupError(`${place} and does not say to whom it shows the whole: add \`read\``);
  }
  if (model.columns.get(name)?.kind !== stringKind) {
    throw new StartupError(`${place}, which is no text: leave \`else\` out`);
  }
}

function checkRule({ name }: Model, workOut: () => unknown): void {
  try {
    workOut();
  } catch (error) {
    if (error instanceof PolicyFilterError) {
      throw new StartupError(error.message, { cause: error });
    }
    if (error instanceof RangeError) {
      throw new StartupError(
        `${name}: its policy asks who may read rows whose policy asks the same of these again`,
        { cause: error },
      );
    }
    throw error;
  }
}
