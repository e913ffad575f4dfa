import { ViewerResolver } from './viewer-resolver.js';

/** Every hand-written resolver of the application. */
export const resolvers = [ViewerResolver] as const;
