/** Files and folders that a reader of the guides makes: they are named there, and are not there. */
export const MADE_BY_READER: ReadonlySet<string> = new Set([
  'src/gql/',
  'src/models/author-stat.ts',
  'src/models/comment.ts',
  'src/operations/rename-tag.ts',
  'src/operations/topics.ts',
  'src/server.ts',
  'src/add-tags.ts',
]);
