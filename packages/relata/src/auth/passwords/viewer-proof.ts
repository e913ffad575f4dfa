import { type RawBuilder, sql } from 'kysely';
import { StartupError } from '../../errors.js';
import type { Column, Model, Relation } from '../../model/model.js';
import type { ViewerProof } from '../../reading/engine.js';
import type { Viewer } from '../../access/viewer.js';
import { SESSION_TABLE } from './auth-models.js';
import { attributesSql, splitProof, type UserAttributes } from './user-attributes.js';

type Sql = RawBuilder<unknown>;

/** Alias of the user a proof is about. */
const USER = 'vu';
const SEPARATOR = '\n';

/**
 * What the database says of a signed-in viewer, as one text: the names of the permissions of the
 * user and its attributes, or NULL when the sign-in was ended or the user deactivated or deleted. Equal texts, equal
 * rights: a statement that reads for a remembered viewer selects it, too, and so finds out in the
 * same snapshot whether what is remembered still holds. Understood by both databases.
 * @param path - how permissions are reached from a user: `roles.permissions.name`
 * @param attributes - what else viewers are known by
 * @throws StartupError for a path that leads nowhere
 */
export function viewerProofOf(user: Model, path: string, attributes: UserAttributes): ViewerProof {
  const told = attributes.size === 0 ? sql`` : attributesSql(attributes, USER);
  const names = permissionsSql(user, path);
  const stamp = column(user, 'accessStamp');
  const isLiving =
    user.deletedAt === null
      ? sql``
      : sql` and ${sql.ref(`${USER}.${user.deletedAt.field}`)} is null`;
  const isActive = sql.ref(`${USER}.${column(user, 'isActive').field}`);
  return (
    userId,
    sessionId,
  ) => sql`(select coalesce((select string_agg(vr.name, ${sql.lit(SEPARATOR)}) from (
        ${names}) vr), '')${told}
    from ${sql.table(user.table)} ${sql.ref(USER)}
    join ${sql.table(SESSION_TABLE)} vs on vs.user_id = ${sql.ref(`${USER}.${user.id.field}`)}
      and vs.access_stamp = ${sql.ref(`${USER}.${stamp.field}`)}
    where ${sql.ref(`${USER}.${user.id.field}`)} = ${userId} and vs.id = ${sessionId} and vs.revoked_at is null
    ${isLiving} and ${isActive})`;
}

/** What a proof says of a viewer. */
export function readProof(
  proof: string,
  attributes: UserAttributes,
): Pick<Viewer, 'permissions' | 'attributes'> {
  const { rest, values } = splitProof(proof, attributes);
  const permissions = new Set(rest === '' ? [] : rest.split(SEPARATOR));
  return attributes.size === 0 ? { permissions } : { permissions, attributes: values };
}

/** A walk from the user along relations: which tables it has gone through, and where it stands. */
interface Walk {
  readonly model: Model;
  /** The key of the row it stands on. */
  readonly key: Sql;
  /** Alias of that row, null while nothing but its key is needed. */
  readonly row: string | null;
  readonly tables: readonly { readonly table: Sql; readonly on: Sql }[];
  readonly order: readonly Sql[];
}

function permissionsSql(user: Model, path: string): Sql {
  const steps = path.split('.');
  const relations = steps.slice(0, -1);
  const start: Walk = {
    model: user,
    key: sql.ref(`${USER}.${user.id.field}`),
    row: USER,
    tables: [],
    order: [],
  };
  const walked = onRow(
    relations.reduce((walk, name) => follow(walk, relationOf(walk.model, name, path)), start),
  );
  const name = column(walked.model, steps.at(-1) ?? '');
  const [first, ...others] = walked.tables;
  if (first === undefined) {
    throw new StartupError(`The path ${path} to permissions leads through no relation`);
  }
  const joins = others.map(({ table, on }) => sql` join ${table} on ${on}`);
  return sql`select ${sql.ref(`${String(walked.row)}.${name.field}`)} as name
        from ${first.table}${sql.join(joins, sql``)}
        where ${first.on} order by ${sql.join(walked.order)}`;
}

function follow(walk: Walk, relation: Relation): Walk {
  const { join, target } = relation;
  const alias = `v${String(walk.tables.length)}`;
  switch (join.kind) {
    case 'link': {
      const key = sql.ref(`${alias}.${join.target.field}`);
      const on = sql`${sql.ref(`${alias}.${join.source.field}`)} = ${walk.key}`;
      const table = sql`${sql.table(join.table)} ${sql.ref(alias)}`;
      return {
        model: target,
        key,
        row: null,
        tables: [...walk.tables, { table, on }],
        order: [...walk.order, key],
      };
    }
    case 'targetKey': {
      const key = sql.ref(`${alias}.${target.id.field}`);
      const on = sql`${sql.ref(`${alias}.${join.key.field}`)} = ${walk.key}`;
      const table = sql`${sql.table(target.table)} ${sql.ref(alias)}`;
      return {
        model: target,
        key,
        row: alias,
        tables: [...walk.tables, { table, on }],
        order: [...walk.order, key],
      };
    }
    case 'sourceKey': {
      const here = onRow(walk);
      const key = sql.ref(`${String(here.row)}.${join.key.field}`);
      return { ...here, model: target, key, row: null, order: [...here.order, key] };
    }
    case 'tree':
      throw new StartupError(
        `The path to permissions leads through ${relation.source.name}.${relation.name}, a tree: name relations of one step`,
      );
  }
}

/** The same place, with the row itself at hand. */
function onRow(walk: Walk): Walk {
  if (walk.row !== null) {
    return walk;
  }
  const row = `v${String(walk.tables.length)}`;
  const { id, table: name } = walk.model;
  const on = sql`${sql.ref(`${row}.${id.field}`)} = ${walk.key}`;
  const table = sql`${sql.table(name)} ${sql.ref(row)}`;
  return { ...walk, row, tables: [...walk.tables, { table, on }] };
}

function relationOf(model: Model, name: string, path: string): Relation {
  const relation = model.relations.get(name);
  if (relation === undefined) {
    throw new StartupError(
      `The path ${path} to permissions: ${model.name} has no relation ${name}`,
    );
  }
  return relation;
}

function column(model: Model, name: string): Column {
  const found = model.columns.get(name);
  if (found === undefined) {
    throw new StartupError(`${model.name} has no column ${name}, which signing in needs`);
  }
  return found;
}
