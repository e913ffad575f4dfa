import { AuthSession } from '../auth/passwords/auth-models.js';
import { Permission } from './permission.js';
import { Post } from './post.js';
import { Profile } from './profile.js';
import { RefreshToken } from './refresh-token.js';
import { RolePermission } from './role-permission.js';
import { Role } from './role.js';
import { SignInThrottle } from '../auth/throttle/sign-in-throttle.js';
import { Tag } from './tag.js';
import { User } from './user.js';

/** Every model of the application. A new model is registered here and nowhere else. */
export const models = [
  User,
  Profile,
  Post,
  Role,
  Permission,
  RolePermission,
  Tag,
  AuthSession,
  RefreshToken,
  SignInThrottle,
] as const;

export {
  AuthSession,
  Permission,
  Post,
  Profile,
  Role,
  RefreshToken,
  RolePermission,
  SignInThrottle,
  Tag,
  User,
};
