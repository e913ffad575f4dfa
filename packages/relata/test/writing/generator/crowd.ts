import type { Tape } from './tape.js';

/** A document that meets others, and what is to be true if it is acknowledged. */
export interface CrowdedDocument {
  readonly query: string;
  /** Names that are there if and only if it is kept: `tags.name`, `users.username`. */
  readonly names: readonly (readonly [table: string, column: string, name: string])[];
  /** Texts it wrote: of those acknowledged, one is the last. */
  readonly wrote: readonly (readonly [column: 'title' | 'content', post: number, text: string])[];
}

const POSTS = [1, 2, 3] as const;
const MOVING = 4;
const ERRORS = 'errors { code message path }';

/** Makes a document about few rows. @param own - a name nobody else uses */
export function crowdedDocument(tape: Tape, own: string): CrowdedDocument {
  const post = tape.one(POSTS);
  const pick = tape.next(14);
  const pool = `pool${String(tape.next(3))}`;
  const fields = (body: string): CrowdedDocument => ({
    query: `mutation { ${body} }`,
    names: [],
    wrote: [],
  });
  const rewrite = (column: 'title' | 'content', expected = ''): CrowdedDocument => ({
    ...fields(
      `a: updatePost(id: ${String(post)}${expected}, input: { ${column}: "${own}" }) { post { id version } ${ERRORS} }`,
    ),
    wrote: [[column, post, own]],
  });
  switch (pick) {
    case 0:
    case 1:
      return rewrite('title');
    case 2:
    case 3:
      return rewrite('content');
    case 4:
      return rewrite('title', ', expectedVersion: 1');
    case 5:
      return {
        ...fields(`a: createUser(input: { username: "${own}", email: "${pool}@example.org", password: "a long secret",
          profile: { create: { firstName: "${own}", gender: OTHER } } }) { user { id } ${ERRORS} }`),
        names: [
          ['users', 'username', own],
          ['profiles', 'first_name', own],
        ],
      };
    case 6:
      return {
        ...fields(`a: createPost(input: { title: "${own}", content: "c", tags: { connectOrCreate: [
          { where: { name: "${pool}" }, create: { name: "${pool}" } }, { where: { name: "${own}" }, create: { name: "${own}" } }] } })
          { post { id } ${ERRORS} }`),
        names: [
          ['posts', 'title', own],
          ['tags', 'name', own],
        ],
      };
    case 7:
      return fields(
        `a: updateTag(id: ${String(tape.next(3) + 1)}, input: { name: "${tape.once(2) ? pool : own}" }) { tag { id version } ${ERRORS} }`,
      );
    case 8:
      return {
        ...fields(`a: createTag(input: { name: "${own}" }) { tag { id } ${ERRORS} }
          b: updatePost(id: 999999, input: { title: "never" }) { post { id version } ${ERRORS} }`),
        names: [['tags', 'name', own]],
      };
    case 9:
      return fields(
        tape.once(2)
          ? `a: deleteUser(id: 5) { deletedId ${ERRORS} }`
          : `a: restoreUser(id: 5) { user { id version } ${ERRORS} }`,
      );
    case 10:
      return {
        ...fields(
          `a: updatePosts(where: { id: { in: [1, 2, 3] } }, input: { title: "${own}" }) { posts { id version } ${ERRORS} }`,
        ),
        wrote: POSTS.map((each) => ['title', each, own] as const),
      };
    case 11:
      return fields(
        `a: updatePost(id: ${String(post)}, input: { tags: { set: [${String(tape.next(3) + 1)}] } }) { post { id settled: version } ${ERRORS} }`,
      );
    case 12:
      return fields(
        `a: updateUser(id: ${String(tape.next(3) + 1)}, input: { posts: { connect: [${String(MOVING)}], create: [{ title: "x", content: "x" }] } }) { user { id } ${ERRORS} }`,
      );
    default:
      return {
        ...fields(`a: createTag(input: { name: "${own}" }) { tag { id } ${ERRORS} }
          b: updatePost(id: ${String(post)}, input: { title: "${own}" }) { post { id version } ${ERRORS} }
          c: createTag(input: { name: "${pool}" }) { tag { id } ${ERRORS} }`),
        names: [['tags', 'name', own]],
        wrote: [['title', post, own]],
      };
  }
}
