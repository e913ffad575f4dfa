import { Property } from '@mikro-orm/decorators/legacy';
import { Field } from 'type-graphql';
import { Access, can, Model, MutableModel, NotBlank, signedIn, UniqueString } from 'relata';

/** Something a role allows, `post:update`. */
@Model({ description: 'Something a role allows, `post:update`.', table: 'rbac_permissions' })
@Access<Permission>({
  read: signedIn,
  create: can('role:create'),
  update: can('role:update'),
  delete: can('role:delete'),
})
export class Permission extends MutableModel {
  @NotBlank()
  @UniqueString()
  @Field({ description: 'Name of the permission, `post:update`.' })
  name!: string;

  @Property({ type: 'string', nullable: true })
  @Field(() => String, { nullable: true, description: 'What it allows.' })
  description?: string | null;
}
