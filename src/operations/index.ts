import { AuthResolver } from '../auth/passwords/auth-operations.js';
import { PostResolver } from './publish-post.js';
import { ViewerResolver } from '../auth/viewer-operations.js';

/** Every hand-written resolver of the application. */
export const resolvers = [ViewerResolver, PostResolver, AuthResolver] as const;
