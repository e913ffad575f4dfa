import type { Opt, Ref } from '@mikro-orm/core';
import { Entity, Index, ManyToOne, Property } from '@mikro-orm/decorators/legacy';
import { DATABASE_NOW } from 'relata';
import { Permission } from './permission.js';
import { Role } from './role.js';

/** Which role has which permission: the link between the two, a table of its own right. */
@Entity({ tableName: 'rbac_role_permission' })
@Index({ properties: ['permission', 'role'] })
export class RolePermission {
  @ManyToOne(() => Role, {
    primary: true,
    ref: true,
    deleteRule: 'cascade',
    updateRule: 'no action',
  })
  role!: Ref<Role>;

  @ManyToOne(() => Permission, {
    primary: true,
    ref: true,
    deleteRule: 'cascade',
    updateRule: 'no action',
  })
  permission!: Ref<Permission>;

  @Property({ type: 'datetime', defaultRaw: DATABASE_NOW, onCreate: () => new Date() })
  createdAt!: Opt<Date>;
}
