import { wrap } from '@mikro-orm/core';
import { StartupError } from '../../errors.js';
import type { Column, Model, Relation } from '../../model/model.js';
import type { Orm } from '../../database/orm.js';
import { openSession } from '../../request/session.js';
import type { RoleOfDoor } from '../door.js';

/**
 * The relation from users to their roles, and the column of the names of those.
 * @param path - as the options of `passwords` have it: `roles.name`
 * @throws StartupError for a path that leads nowhere
 */
export function roleNamesAt(
  user: Model,
  path: string,
): { readonly relation: Relation; readonly name: Column } {
  const [first = '', last = ''] = path.split('.');
  const relation = user.relations.get(first);
  const name = relation?.target.columns.get(last);
  if (relation === undefined || name === undefined) {
    throw new StartupError(`passwords: ${user.name} has no roles at ${path}`);
  }
  return { relation, name };
}

/**
 * The roles there are, in the order of their keys.
 * @param paths - as the options of `passwords` have them: `roles.name`, `roles.permissions.name`
 */
export async function rolesOf(
  orm: Orm,
  user: Model,
  paths: { readonly roles: string; readonly permissions: string },
): Promise<readonly RoleOfDoor[]> {
  const { relation: roles, name } = roleNamesAt(user, paths.roles);
  const [, relation = '', column = ''] = paths.permissions.split('.');
  const rows = await openSession(orm).findAll(roles.target.target as never, {
    populate: [relation] as never,
    orderBy: { id: 'asc' } as never,
  });
  return rows.map((row) => {
    const plain = wrap(row as object).toObject() as Readonly<Record<string, unknown>>;
    const permissions = plain[relation] as readonly Readonly<Record<string, string>>[];
    return {
      name: String(plain[name.name]),
      permissions: permissions.map((each) => String(each[column])),
    };
  });
}
