import { wrap } from '@mikro-orm/core';
import { StartupError } from '../../errors.js';
import type { Model } from '../../model/model.js';
import type { Orm } from '../../database/orm.js';
import { openSession } from '../../request/session.js';
import type { RoleOfDoor } from '../door.js';

/** The model of roles: where the relation leads that permissions are reached by. */
function roleModelOf(user: Model, roles: string): { readonly model: Model; readonly name: string } {
  const [relation = '', name = ''] = roles.split('.');
  const model = user.relations.get(relation)?.target;
  if (model?.columns.has(name) !== true) {
    throw new StartupError(`passwords: ${user.name} has no roles at ${roles}`);
  }
  return { model, name };
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
  const { model, name } = roleModelOf(user, paths.roles);
  const [, relation = '', column = ''] = paths.permissions.split('.');
  const rows = await openSession(orm).findAll(model.target as never, {
    populate: [relation] as never,
    orderBy: { id: 'asc' } as never,
  });
  return rows.map((row) => {
    const plain = wrap(row as object).toObject() as Readonly<Record<string, unknown>>;
    const permissions = plain[relation] as readonly Readonly<Record<string, string>>[];
    return {
      name: String(plain[name]),
      permissions: permissions.map((each) => String(each[column])),
    };
  });
}
