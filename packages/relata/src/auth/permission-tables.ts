import type { Column, Relation, UniqueColumn } from '../model/model.js';

/** Where the permissions are that viewers of a door have. */
export interface PermissionTables {
  /** What names a permission, in the table of permissions. */
  readonly name: UniqueColumn;
  /** The role of those who look after everything else; null where roles are not what gives permissions. */
  readonly admin: AdminRole | null;
}

/** A role, and how it gives permissions. */
export interface AdminRole {
  readonly role: string;
  /** The column of the names of roles. */
  readonly name: Column;
  /** The way from roles to permissions: a link table. */
  readonly permissions: Relation;
}
