import { Collection } from '@mikro-orm/core';
import { Property } from '@mikro-orm/decorators/legacy';
import { Field } from 'type-graphql';
import {
  Access,
  BelongsToMany,
  can,
  Model,
  MutableModel,
  NotBlank,
  signedIn,
  UniqueString,
} from 'relata';
import { Permission } from './permission.js';
import { RolePermission } from './role-permission.js';

/** A named set of permissions that users hold. */
@Model({ description: 'A named set of permissions that users hold.', table: 'rbac_roles' })
@Access<Role>({
  read: signedIn,
  create: can('role:create'),
  update: can('role:update'),
  delete: can('role:delete'),
})
export class Role extends MutableModel {
  @NotBlank()
  @UniqueString()
  @Field({ description: 'Name of the role, `editor`.' })
  name!: string;

  @Property({ type: 'string', nullable: true })
  @Field(() => String, { nullable: true, description: 'What the role is for.' })
  description?: string | null;

  @BelongsToMany(() => Permission, {
    through: () => RolePermission,
    description: 'What holders of the role may do.',
  })
  permissions = new Collection<Permission>(this);
}
