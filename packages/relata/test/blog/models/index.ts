import { Permission } from './permission.js';
import { Post } from './post.js';
import { Profile } from './profile.js';
import { Role } from './role.js';
import { Tag } from './tag.js';
import { User } from './user.js';

/** The models of the blog. */
export const models = [User, Profile, Post, Role, Permission, Tag] as const;

export { Permission, Post, Profile, Role, Tag, User };
