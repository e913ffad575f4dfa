import type { Catalog, Column, Model } from '../../../src/model/model.js';
import { policyOf } from '../../../src/access/access.js';
import type { Rule } from '../../../src/access/rules.js';
import { withinBounds } from '../../support/fitting-values.js';
import type { Cell, DataSet, StoredRow } from '../../reading/oracle/data-set.js';

/** Keys of the users that take part. */
export const USERS = {
  owner: 1,
  other: 2,
  editor: 3,
  admin: 4,
  deactivated: 5,
  demoted: 6,
  deleted: 7,
  secondAdmin: 8,
} as const;

const USER_COUNT = 9;
const ROWS = 24;
const START = Date.UTC(2026, 0, 1);

/** Roles by key, as the data set has them. */
export const ROLES = { admin: 1, editor: 2 } as const;
/** One that gives nothing; the others have names only. */
const PLAIN_ROLE = 3;

/**
 * Rows for every model there is, made from its columns: texts and numbers are all different and
 * can be told in an answer, whatever its shape (see `canaries.ts`).
 */
export function attackData(catalog: Catalog): DataSet {
  const permissions = permissionsNamed(catalog);
  const models = [...catalog.values()];
  const counts = new Map(models.map((model) => [model, countOf(model, permissions.length)]));
  const rows = models.map((model, at): [string, readonly StoredRow[]] => [
    model.name,
    Array.from({ length: counts.get(model) ?? 0 }, (_, index) =>
      rowOf(model, { index, at, counts, permissions }),
    ),
  ]);
  const { links, owners } = linksOf(catalog, { counts, permissions });
  return { rows: Object.fromEntries(rows), links, owners };
}

/** Permissions the policies ask for, all of them, in order. */
export function permissionsNamed(catalog: Catalog): readonly string[] {
  const names = new Set<string>();
  const walk = (rule: Rule | undefined): void => {
    switch (rule?.kind) {
      case 'can':
        names.add(rule.permission);
        break;
      case 'anyOf':
      case 'allOf':
        rule.rules.forEach(walk);
        break;
      case 'not':
        walk(rule.rule);
        break;
      default:
        break;
    }
  };
  for (const model of catalog.values()) {
    const policy = policyOf(model.target);
    [policy?.read, policy?.readDeleted, policy?.create, policy?.update, policy?.delete].forEach(
      walk,
    );
    for (const field of Object.values(policy?.fields ?? {})) {
      walk(field.read);
      walk(field.write);
    }
  }
  return [...names].sort();
}

/** An editor changes rows, as far as it sees them: no draft of others, no masked field. */
export function editorPermissions(catalog: Catalog): readonly string[] {
  return permissionsNamed(catalog).filter((name) => name.endsWith(':update'));
}

/** Models in an order in which each comes after those it refers to. */
export function inOrder(catalog: Catalog): readonly Model[] {
  const ordered = new Set<Model>();
  const visit = (model: Model): void => {
    for (const { references } of model.columns.values()) {
      if (references !== null && references.model !== model && !ordered.has(references.model)) {
        visit(references.model);
      }
    }
    ordered.add(model);
  };
  [...catalog.values()].forEach(visit);
  return [...ordered];
}

/** Whether at most one row may hold a key. */
export function isUniqueKey(column: Column): boolean {
  return [...(column.references?.model.relations.values() ?? [])].some(
    ({ join, many }) => !many && join.kind === 'targetKey' && join.key === column,
  );
}

function countOf(model: Model, permissions: number): number {
  switch (model.name) {
    case 'User':
      return USER_COUNT;
    case 'Permission':
      return permissions + 2;
    default:
      // Some users are left without.
      return [...model.columns.values()].some(isUniqueKey) ? USER_COUNT - 2 : ROWS;
  }
}

interface Place {
  readonly index: number;
  /** Place of the model among all. */
  readonly at: number;
  readonly counts: ReadonlyMap<Model, number>;
  readonly permissions: readonly string[];
}

function rowOf(model: Model, place: Place): StoredRow {
  const { index, permissions } = place;
  const columns = [...model.columns.values()];
  const keys = columns.filter(({ references }) => references !== null);
  const cells = columns
    .filter(({ name }) => !isCaselessKey(model, name))
    .map((column, at): [string, Cell] => [
      column.name,
      cellOf(column, place, { at, key: keys.indexOf(column) }),
    ]);
  const named: Record<string, Cell> = {};
  if (model.name === 'Role') {
    const name = Object.entries(ROLES).find(([, key]) => key === index + 1)?.[0];
    // The names of the application's own roles have meanings of their own.
    Object.assign(named, name === undefined ? {} : { name: `attack-${name}` });
  }
  if (model.name === 'Permission' && permissions[index] !== undefined) {
    named['name'] = permissions[index];
  }
  return { ...Object.fromEntries(cells), ...named, id: index + 1 };
}

function isCaselessKey(model: Model, name: string): boolean {
  return name.endsWith('Key') && model.columns.has(name.slice(0, -3));
}

function cellOf(
  column: Column,
  { index, at: model, counts }: Place,
  { at, key }: { readonly at: number; readonly key: number },
): Cell {
  const mark = `zq-${column.model.name.toLowerCase()}-${column.name.toLowerCase()}-${String(index + 1)}-x`;
  const number = 7_300_000 + model * 10_000 + at * 100 + index;
  if (column === column.model.deletedAt) {
    return index + 1 === USERS.deleted || index + 1 === USER_COUNT ? START + index : null;
  }
  if (column.nullable && index % 4 === 3) {
    return null;
  }
  if (column.references !== null) {
    const count = counts.get(column.references.model) ?? 1;
    const step = isUniqueKey(column) ? index : key === 0 ? Math.floor(index / 3) : index * 5 + 1;
    return (step % count) + 1;
  }
  const isEmail = String(column.model.declaredType.getFields()[column.name]?.type ?? '').startsWith(
    'Email',
  );
  switch (column.kind) {
    case 'id':
      return index + 1;
    case 'int':
      // A version is raised by changes: no number to be told by.
      return column.name === 'version' ? index + 2 : withinBounds(column, number);
    case 'float':
      return withinBounds(column, number + 0.5);
    case 'string':
      return isEmail ? `${mark}@example.org` : markIn(column, mark, [model, at, index]);
    case 'enum': {
      const values = column.enumType?.getValues() ?? [];
      return (values[index % values.length]?.value as string | undefined) ?? mark;
    }
    case 'boolean':
      return true;
    case 'dateTime':
      return START + model * 86_400_000 + at * 3_600_000 + index;
    case 'stringList':
      return [mark];
    case 'json':
      return { mark };
    case 'bytes':
      return new Uint8Array(Buffer.from(mark));
  }
}

/** A mark that a short column has room for: places of model, column and row instead of names. */
function markIn({ maxLength }: Column, mark: string, places: readonly number[]): string {
  return mark.length <= (maxLength ?? mark.length)
    ? mark
    : `zq-${places.map((place) => place.toString(36)).join('-')}-x`;
}

function linksOf(
  catalog: Catalog,
  { counts, permissions }: Pick<Place, 'counts' | 'permissions'>,
): Required<Pick<DataSet, 'links' | 'owners'>> {
  const links: Record<string, readonly (readonly [number, number])[]> = {};
  const owners: Record<string, string> = {};
  const editor = new Set(editorPermissions(catalog));
  for (const { join, source, target } of [...catalog.values()].flatMap((model) => [
    ...model.relations.values(),
  ])) {
    if (join.kind !== 'link' || links[join.table] !== undefined) {
      continue;
    }
    owners[join.table] = join.sourceField;
    const names = `${source.name} ${target.name}`;
    const every = (model: Model): number[] =>
      Array.from({ length: counts.get(model) ?? 0 }, (_, at) => at + 1);
    if (names === 'User Role') {
      links[join.table] = every(source).map((user) => [user, roleOf(user)]);
    } else if (names === 'Role Permission') {
      links[join.table] = permissions.flatMap((name, at): (readonly [number, number])[] => [
        [ROLES.admin, at + 1],
        ...(editor.has(name) ? [[ROLES.editor, at + 1] as const] : []),
      ]);
    } else {
      const count = counts.get(target) ?? 1;
      links[join.table] = every(source).flatMap((key) => [
        [key, (key % count) + 1] as const,
        [key, ((key + 3) % count) + 1] as const,
      ]);
    }
  }
  return { links, owners };
}

function roleOf(user: number): number {
  switch (user) {
    case USERS.admin:
    case USERS.secondAdmin:
    case USERS.demoted:
      return ROLES.admin;
    case USERS.editor:
      return ROLES.editor;
    default:
      return PLAIN_ROLE;
  }
}
