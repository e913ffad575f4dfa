import type { AnyEntity, EntityClass } from '@mikro-orm/core';
import type { SqlEntityManager } from '@mikro-orm/sql';
import { sql } from 'kysely';
import { foldKey, runQuery } from 'relata';
import { Permission, Post, Profile, Role, RolePermission, Tag, User } from '../models/index.js';
import type {
  NamedRow,
  PostRow,
  ProfileRow,
  RoleRow,
  SeededPost,
  SeededUser,
  UserRow,
} from './rows.js';
import { linkWriter, ModelWriter } from './table-writer.js';

type Model = EntityClass<AnyEntity>;

const CHANGING = ['createdAt', 'updatedAt', 'version'] as const;

/** How many rows were written. */
export interface DataSetSummary {
  readonly users: number;
  readonly profiles: number;
  readonly posts: number;
  readonly tags: number;
  readonly roles: number;
  readonly permissions: number;
  /** Rows of the tables between users and roles, users and tags, posts and tags. */
  readonly links: number;
}

/**
 * Writes a data set in the transaction of a session: tags and roles first, then users, then posts.
 * Tags, roles and permissions that are there by name are used as they are.
 */
export class DataSetWriter {
  readonly #em: SqlEntityManager;
  readonly #since: Date;
  readonly #users;
  readonly #profiles;
  readonly #posts;
  readonly #userRoles;
  readonly #userTags;
  readonly #postTags;
  #tagIds: readonly number[] = [];
  #roleIds: readonly number[] = [];
  readonly #userIds: number[] = [];
  // Of models that are found or inserted.
  readonly #inserted = new Map<Model, number>();

  /** @param since - when rows came to be that have no date of their own, so that equal data sets are equal */
  constructor(em: SqlEntityManager, since: Date) {
    this.#em = em;
    this.#since = since;
    this.#users = new ModelWriter<UserRow>(em, User, [
      ...(['username', 'email', 'passwordHash', 'isActive', 'deletedAt'] as const),
      ...CHANGING,
    ]);
    this.#profiles = new ModelWriter<ProfileRow & { readonly user: number }>(em, Profile, [
      ...(['firstName', 'lastName', 'age', 'gender', 'profession'] as const),
      ...(['interests', 'contacts', 'bio', 'avatar', 'user'] as const),
      ...CHANGING,
    ]);
    this.#posts = new ModelWriter<PostRow & { readonly author: number }>(em, Post, [
      ...(['title', 'content', 'status', 'publishedAt', 'author'] as const),
      ...CHANGING,
    ]);
    this.#userRoles = linkWriter(em, User, 'roles');
    this.#userTags = linkWriter(em, User, 'tags');
    this.#postTags = linkWriter(em, Post, 'tags');
  }

  /** What this writer has written so far. */
  get summary(): DataSetSummary {
    return {
      users: this.#users.written,
      profiles: this.#profiles.written,
      posts: this.#posts.written,
      tags: this.#inserted.get(Tag) ?? 0,
      roles: this.#inserted.get(Role) ?? 0,
      permissions: this.#inserted.get(Permission) ?? 0,
      links: this.#userRoles.written + this.#userTags.written + this.#postTags.written,
    };
  }

  /** Writes the tags that are missing. */
  async writeTags(names: readonly string[]): Promise<void> {
    const rows = names.map((name) => ({ name }));
    this.#tagIds = await this.#findOrInsert(Tag, rows, {
      column: 'name_key',
      keyOf: ({ name }) => foldKey(name),
    });
  }

  /**
   * Writes the roles and permissions that are missing, and the links between them that have a new
   * end: what a known role may do of what is known is not ours to change.
   */
  async writeRoles(roles: readonly RoleRow[], permissions: readonly NamedRow[]): Promise<void> {
    const byName = { column: 'name', keyOf: ({ name }: { readonly name: string }) => name };
    const knownRoles = await this.#idsBy(Role, byName.column);
    const knownPermissions = await this.#idsBy(Permission, byName.column);
    const plain = roles.map(({ name, description }) => ({ name, description }));
    const permissionIds = await this.#findOrInsert(Permission, permissions, byName);
    this.#roleIds = await this.#findOrInsert(Role, plain, byName);
    const idByPermission = new Map(
      permissions.map(({ name }, index) => [name, at(permissionIds, index)]),
    );
    const links = roles.flatMap((role, index) =>
      role.permissions
        .filter((name) => !knownRoles.has(role.name) || !knownPermissions.has(name))
        .map((name) => ({
          role: at(this.#roleIds, index),
          permission: known(idByPermission.get(name), name),
          createdAt: this.#since,
        })),
    );
    await new ModelWriter<(typeof links)[number]>(this.#em, RolePermission, [
      'role',
      'permission',
      'createdAt',
    ]).insert(links);
  }

  /** Writes users with their profiles, roles and tags. */
  async writeUsers(users: readonly SeededUser[]): Promise<void> {
    const ids = await this.#users.insert(users.map(({ row }) => row));
    this.#userIds.push(...ids);
    const profiles = users.flatMap(({ profile }, index) =>
      profile === null ? [] : [{ ...profile, user: at(ids, index) }],
    );
    await this.#profiles.insert(profiles);
    await this.#userRoles.insert(
      users.flatMap(({ roles }, index) =>
        roles.map((role) => [at(ids, index), at(this.#roleIds, role)]),
      ),
    );
    await this.#userTags.insert(
      users.flatMap(({ tags }, index) =>
        tags.map((tag) => [at(ids, index), at(this.#tagIds, tag)]),
      ),
    );
  }

  /** Writes posts of the users written before, with their tags. */
  async writePosts(posts: readonly SeededPost[]): Promise<void> {
    const ids = await this.#posts.insert(
      posts.map(({ row, author }) => ({ ...row, author: at(this.#userIds, author) })),
    );
    await this.#postTags.insert(
      posts.flatMap(({ tags }, index) =>
        tags.map((tag) => [at(ids, index), at(this.#tagIds, tag)]),
      ),
    );
  }

  async #findOrInsert<T extends { readonly name: string }>(
    model: Model,
    rows: readonly T[],
    { column, keyOf }: { readonly column: string; readonly keyOf: (row: T) => string },
  ): Promise<readonly number[]> {
    const ids = await this.#idsBy(model, column);
    const missing = rows
      .filter((row) => !ids.has(keyOf(row)))
      .map((row) => ({ ...row, createdAt: this.#since }));
    const [first] = missing;
    const given = Object.keys(first ?? {}) as (string & keyof T)[];
    const inserted =
      first === undefined ? [] : await new ModelWriter<T>(this.#em, model, given).insert(missing);
    this.#inserted.set(model, inserted.length);
    missing.forEach((row, index) => ids.set(keyOf(row), at(inserted, index)));
    return rows.map((row) => known(ids.get(keyOf(row)), row.name));
  }

  async #idsBy(model: Model, column: string): Promise<Map<string, number>> {
    const table = sql.table(this.#em.getMetadata().get(model).tableName);
    const kysely = this.#em.getKysely() as never;
    const query = sql<{
      readonly id: number;
      readonly key: string;
    }>`select id, ${sql.ref(column)} as key from ${table}`;
    const rows = await runQuery({ em: this.#em }, { compile: () => query.compile(kysely) });
    return new Map(rows.map(({ id, key }) => [key, id]));
  }
}

/** The id a data set refers to. */
function at(ids: readonly number[], position: number): number {
  return known(ids[position], position);
}

function known(id: number | undefined, name: string | number): number {
  if (id === undefined) {
    throw new TypeError(`The data set refers to ${String(name)}, which it has not`);
  }
  return id;
}
