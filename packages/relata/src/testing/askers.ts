import fc from 'fast-check';
import { policyOf } from '../access/access.js';
import { leavesOf } from '../access/rule-leaves.js';
import type { Rule } from '../access/rules.js';
import { comparedModels } from '../access/viewer-model.js';
import type { Catalog, Model } from '../model/model.js';
import { attributesArbitrary } from './attributes.js';
import type { DataSet } from './oracle/data-set.js';
import type { OracleViewer } from './oracle/policy.js';
import { tenantAttribute, tenantIn, tenantsOf } from './tenants.js';
import { rowKey } from './rows/row-keys.js';
import type { TestViewer } from './test-app.js';

/** A viewer and what it is called in the table of coverage. */
export interface Role {
  readonly role: string;
  readonly viewer: OracleViewer;
}

/** What is done to rows and fields that policies have rules for. */
export type PolicyPart = 'read' | 'create' | 'update' | 'delete';

/** Permissions that the policies of a catalog ask for, in order; for some parts of them, or for all. */
export function permissionsNamed(
  catalog: Catalog,
  parts: readonly PolicyPart[] = ['read', 'create', 'update', 'delete'],
): readonly string[] {
  const leaves = [...catalog.values()].flatMap((model) =>
    parts.flatMap((part) => rulesOf(model, part)).flatMap((rule) => leavesOf(model, rule)),
  );
  const names = leaves.flatMap(({ rule }) => (rule.kind === 'can' ? [rule.permission] : []));
  return [...new Set(names)].sort();
}

/** The models whose rows viewers are. */
export function userModels(catalog: Catalog): readonly Model[] {
  return [...new Set([...catalog.values()].flatMap(comparedModels))];
}

/** The names of those who ask: nobody, somebody, somebody with each permission to read, with all. */
export function rolesOf(catalog: Catalog): readonly string[] {
  const permissions = permissionsNamed(catalog, ['read']);
  return [
    'anonymous',
    'signed in',
    ...permissions.map((name) => `with ${name}`),
    ...(permissions.length > 1 ? ['with all permissions'] : []),
  ];
}

/** Somebody to ask as; who is signed in mostly has rows of its own. */
export function role(catalog: Catalog, data: DataSet): fc.Arbitrary<Role> {
  const permissions = permissionsNamed(catalog, ['read']);
  const userId = fc.constantFrom(...userIds(catalog, data));
  const attributes = viewerAttributes(catalog, data);
  const signedIn = (name: string, given: readonly string[]): fc.Arbitrary<Role> => {
    const viewer = userId.map((id) => ({ userId: id, permissions: given }));
    const whole: fc.Arbitrary<OracleViewer> =
      attributes === null
        ? viewer
        : fc.tuple(viewer, attributes).map(([one, had]) => ({ ...one, attributes: had }));
    return whole.map((each) => ({ role: name, viewer: each }));
  };
  const nobody = { userId: null };
  const anonymous: fc.Arbitrary<OracleViewer> =
    attributes === null || tenantIn(catalog) === null
      ? fc.constant(nobody)
      : attributes.map((had) => ({ ...nobody, attributes: had }));
  return fc.oneof(
    { weight: 3, arbitrary: anonymous.map((viewer) => ({ role: 'anonymous', viewer })) },
    { weight: 3, arbitrary: signedIn('signed in', []) },
    ...permissions.map((name) => ({ weight: 2, arbitrary: signedIn(`with ${name}`, [name]) })),
    ...(permissions.length > 1
      ? [{ weight: 3, arbitrary: signedIn('with all permissions', permissions) }]
      : []),
  );
}

/** Attributes that policies ask for, and the tenant, mostly one that has rows. */
function viewerAttributes(catalog: Catalog, data: DataSet): ReturnType<typeof attributesArbitrary> {
  const asked = attributesArbitrary(catalog, data);
  const tenant = tenantIn(catalog);
  if (tenant === null) {
    return asked;
  }
  const cells = tenantsOf(catalog, data);
  const own = fc.oneof(
    { weight: 1, arbitrary: fc.constant({ [tenant.attribute]: null }) },
    {
      weight: 12,
      arbitrary: fc.constantFrom(...cells).map((cell) => tenantAttribute(tenant, cell)),
    },
  );
  return fc.tuple(asked ?? fc.constant({}), own).map(([others, its]) => ({ ...others, ...its }));
}

/** Whom a server is told that a viewer of the suites is, which know users by a number. */
export function askedAs(catalog: Catalog, { userId, ...viewer }: OracleViewer): TestViewer {
  const [users] = userModels(catalog);
  return {
    ...viewer,
    userId: users === undefined || userId === null ? userId : rowKey(users, userId),
  };
}

/** Keys of users: each once, and once more for each row that is theirs. */
function userIds(catalog: Catalog, data: DataSet): readonly number[] {
  const users = userModels(catalog);
  const own = [...catalog.values()].flatMap((model) =>
    [...model.columns.values()]
      .filter(({ references }) => references !== null && users.includes(references.model))
      .flatMap(({ name }) => (data.rows[model.name] ?? []).map((row) => row[name])),
  );
  const ids = users.flatMap(({ name }) => (data.rows[name] ?? []).map(({ id }) => id));
  return [
    ...ids,
    ...own.filter((key) => typeof key === 'number'),
    ...(ids.length === 0 ? [1] : []),
  ];
}

function rulesOf({ target }: Model, part: PolicyPart): readonly Rule[] {
  const policy = policyOf(target);
  const fieldPolicies = Object.values(policy?.fields ?? {});
  const present = (rules: readonly (Rule | undefined)[]): readonly Rule[] =>
    rules.filter((rule) => rule !== undefined);
  switch (part) {
    case 'read':
      return present([
        policy?.read,
        policy?.readDeleted,
        ...fieldPolicies.map((field) => field.read),
      ]);
    case 'update':
      return present([policy?.update, ...fieldPolicies.map((field) => field.write)]);
    case 'create':
      return present([policy?.create]);
    case 'delete':
      return present([policy?.delete, policy?.purge]);
  }
}
