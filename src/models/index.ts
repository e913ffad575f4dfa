import { Permission } from './permission.js';
import { Post } from './post.js';
import { Profile } from './profile.js';
import { RolePermission } from './role-permission.js';
import { Role } from './role.js';
import { Tag } from './tag.js';
import { User } from './user.js';

/** Every model of the application. A new model is registered here and nowhere else. */
export const models = [User, Profile, Post, Role, Permission, RolePermission, Tag] as const;

export { Permission, Post, Profile, Role, RolePermission, Tag, User };
