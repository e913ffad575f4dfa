/** Who reads, by name, as a test asks: nobody, a plain user, one with permissions. */
export const READERS = {
  nobody: undefined,
  author: { userId: 1 },
  editor: { userId: 2, permissions: ['post:read', 'user:read-email'] },
} as const;

/** A name of {@link READERS}. */
export type ReaderName = keyof typeof READERS;

/** Whether a reader sees the draft, which is a post of user 1. */
export function seesDrafts(reader: ReaderName): boolean {
  return reader !== 'nobody';
}

/** The e-mail address of a user as a reader sees it: its own, or every one with the permission. */
export function emailOf(reader: ReaderName, username: string): string | null {
  const isOwn = reader === 'author' && username === 'user1';
  return isOwn || reader === 'editor' ? `${username}@example.org` : null;
}
