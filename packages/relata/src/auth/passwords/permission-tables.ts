import type { Model, Relation } from '../../model/model.js';
import type { PermissionTables } from '../permission-tables.js';
import { roleNamesAt } from './roles.js';

/**
 * Where the permissions of users are.
 * @param paths - as the options of `passwords` have them; that to permissions may lead nowhere: the start says so
 * @param adminRole - by name
 * @returns null where nothing tells permissions from each other but their keys
 * @throws StartupError for a path to roles that leads nowhere
 */
export function permissionTablesOf(
  user: Model,
  paths: { readonly permissions: string; readonly roles: string },
  adminRole: string,
): PermissionTables | null {
  const steps = paths.permissions.split('.');
  const relations = relationsAt(user, steps.slice(0, -1));
  const last = relations.at(-1);
  const name = last?.target.lookups
    .filter(({ columns }) => columns.length === 1)
    .flatMap(({ columns }) => columns)
    .find(({ column }) => column.name === steps.at(-1));
  if (last === undefined || name === undefined) {
    return null;
  }
  const roles = roleNamesAt(user, paths.roles);
  const isGiven =
    relations.at(-2) === roles.relation && last.join.kind === 'link' && last.isWritable;
  return {
    name,
    admin: isGiven ? { role: adminRole, name: roles.name, permissions: last } : null,
  };
}

/** The relations on a path, up to one that is not there. */
function relationsAt(user: Model, steps: readonly string[]): readonly Relation[] {
  const relations: Relation[] = [];
  let model: Model | undefined = user;
  for (const step of steps) {
    const relation: Relation | undefined = model?.relations.get(step);
    model = relation?.target;
    if (relation !== undefined) {
      relations.push(relation);
    }
  }
  return relations;
}
