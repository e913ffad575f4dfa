import { ArchivePost } from './archive-post.js';
import { PublishPost } from './publish-post.js';

/** Every hand-written query and mutation. A new one is registered here. */
export const operations = [PublishPost, ArchivePost] as const;
