import { AuthResolver } from './auth/auth-resolver.js';
import { PostResolver } from './post-resolver.js';
import { ViewerResolver } from './viewer-resolver.js';

/** Every hand-written resolver of the application. */
export const resolvers = [ViewerResolver, PostResolver, AuthResolver] as const;
