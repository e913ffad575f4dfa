import { ODD_DATE_TIME } from './odd-rows.js';
import { emailOf, READERS, type ReaderName, seesDrafts } from './readers.js';

/** A document, and the data it must be answered with to each reader. */
export interface ReadCase {
  readonly document: string;
  /** The whole of `data`, worked out by hand from the rows. */
  readonly expected: (reader: ReaderName) => object;
}

/** What is read, by the name of its test. The rows are those of `fillUsers` and `fillOddRows`. */
export const READS: Readonly<Record<string, ReadCase>> = {
  'the first example': {
    document: `{ posts(first: 3) { totalCount nodes { id title author { username profile { firstName } }
      tags { nodes { name } } } } }`,
    expected: (reader) => ({
      posts: {
        totalCount: seesDrafts(reader) ? 10 : 9,
        nodes: [
          ['post_1', 'Post 1 of user1', 'user1'],
          ['post_2', 'Post 2 of user1', 'user1'],
          ['post_3', 'Post 1 of user2', 'user2'],
        ].map(([id, title, username]) => ({
          id,
          title,
          author: { username, profile: { firstName: `First ${String(username)}` } },
          tags: { nodes: [{ name: 'tag1' }, { name: 'tag2' }, { name: 'tag3' }] },
        })),
      },
    }),
  },

  'every kind of column': {
    document: `{ profiles { nodes { id firstName lastName age gender profession interests contacts bio
      avatar createdAt updatedAt version user { username isActive email deletedAt } } } }`,
    expected: (reader) => ({
      profiles: {
        nodes: [
          ...[1, 2, 3].map((number) => profileOf(reader, `user${String(number)}`, number)),
          {
            ...profileOf(reader, 'École', 4),
            firstName: 'É',
            age: 40,
            gender: 'FEMALE',
            interests: ['go', 'ça', 'a,b{}"'],
            contacts:
              reader === 'editor'
                ? { a: [true, null, 'x'], web: 'https://example.org', z: 1 }
                : null,
            bio: 'Zeile 1\nZeile 2',
            avatar: 'AAH/',
            createdAt: ODD_DATE_TIME,
            updatedAt: ODD_DATE_TIME,
          },
          {
            ...profileOf(reader, 'Hauptstrasse', 5),
            firstName: 'Haupt',
            lastName: 'Strasse',
            age: null,
            gender: 'MALE',
            profession: 'WRITER',
            interests: [],
            createdAt: ODD_DATE_TIME,
            updatedAt: ODD_DATE_TIME,
          },
        ],
      },
    }),
  },

  'aliases with arguments of their own': {
    document: `{ users(first: 2) { nodes {
      newest: posts(first: 1, orderBy: [{ createdAt: DESC }]) { nodes { title } }
      oldest: posts(first: 1, orderBy: [{ createdAt: ASC }]) { nodes { title } }
      none: posts(where: { title: { eq: "nothing" } }) { totalCount nodes { title } } } } }`,
    expected: (reader) => ({
      users: {
        nodes: ['user1', 'user2'].map((name) => ({
          newest: {
            nodes: [
              { title: name === 'user1' && seesDrafts(reader) ? 'A draft' : `Post 2 of ${name}` },
            ],
          },
          oldest: { nodes: [{ title: `Post 1 of ${name}` }] },
          none: { totalCount: 0, nodes: [] },
        })),
      },
    }),
  },

  'fragments and directives': {
    document: `query ($yes: Boolean = true, $no: Boolean = false) {
      users(first: 1) { nodes { ...Name ... on User @include(if: $yes) { posts(first: 1) { nodes { id } } }
        tags @skip(if: $yes) { totalCount } posts(first: 1) { nodes { title @include(if: $no) __typename } } } } }
      fragment Name on User { username ... on Node { id } }`,
    expected: () => ({
      users: {
        nodes: [
          {
            username: 'user1',
            id: 'user_1',
            posts: { nodes: [{ id: 'post_1', __typename: 'Post' }] },
          },
        ],
      },
    }),
  },

  'rows under edges and under nodes at once': {
    document: `{ users(first: 2) { edges { cursor node { a: posts(first: 1) { nodes { id } } } }
      nodes { a: posts(last: 1) { nodes { id } } } again: nodes { a: posts { totalCount } } } }`,
    expected: (reader) => ({
      users: {
        edges: ['post_1', 'post_3'].map((id) => ({
          cursor: expect.any(String) as string,
          node: { a: { nodes: [{ id }] } },
        })),
        nodes: [seesDrafts(reader) ? 'post_9' : 'post_2', 'post_4'].map((id) => ({
          a: { nodes: [{ id }] },
        })),
        again: [seesDrafts(reader) ? 3 : 2, 2].map((totalCount) => ({ a: { totalCount } })),
      },
    }),
  },

  'counts and aggregates': {
    document: `{ posts { totalCount aggregate { count min { createdAt title } max { createdAt title } } }
      profiles { aggregate { sum { age } avg { age } min { age firstName } max { age firstName lastName } } } }`,
    expected: (reader) => {
      const count = seesDrafts(reader) ? 10 : 9;
      return {
        posts: {
          totalCount: count,
          aggregate: {
            count,
            min: { createdAt: '2026-01-03T00:00:00.000Z', title: '100%_' },
            max: { createdAt: ODD_DATE_TIME, title: 'Post 2 of user3' },
          },
        },
        profiles: {
          aggregate: {
            sum: { age: '46' },
            avg: { age: 11.5 },
            min: { age: 1, firstName: 'First user1' },
            max: { age: 40, firstName: 'É', lastName: 'Strasse' },
          },
        },
      };
    },
  },

  'aggregates of nothing': {
    document: `{ profiles(where: { id: { in: [] } }) { totalCount
      aggregate { count sum { age } avg { age } max { firstName } } } }`,
    expected: () => ({
      profiles: {
        totalCount: 0,
        aggregate: { count: 0, sum: { age: null }, avg: { age: null }, max: { firstName: null } },
      },
    }),
  },

  'text without case': {
    document: `{ users(where: { username: { contains: "STRASSE" , mode: INSENSITIVE } }) { nodes { username } }
      two: users(where: { username: { startsWith: "ÉC", mode: INSENSITIVE } }) { nodes { username } }
      percent: posts(where: { title: { contains: "100%_" } }) { nodes { title } } }`,
    expected: () => ({
      users: { nodes: [{ username: 'Hauptstrasse' }] },
      two: { nodes: [{ username: 'École' }] },
      percent: { nodes: [{ title: '100%_' }] },
    }),
  },

  'text by code point': {
    document: '{ tags(orderBy: [{ name: ASC }]) { nodes { name } } }',
    expected: () => ({
      tags: {
        nodes: [
          ...['%', 'Alpha', '_', 'alpha2', 'tag1', 'tag2', 'tag3'],
          ...['zebra', 'Ångström', '\uFF21', '😀'],
        ].map((name) => ({ name })),
      },
    }),
  },

  'lists and documents': {
    document: `{ a: profiles(where: { interests: { has: "go" } }) { nodes { interests } }
      b: profiles(where: { interests: { isEmpty: true } }) { totalCount }
      c: profiles(where: { not: { interests: { hasSome: ["go", "x"] } } }) { nodes { firstName } } }`,
    expected: () => ({
      a: { nodes: [{ interests: ['go', 'ça', 'a,b{}"'] }] },
      b: { totalCount: 1 },
      // Of those without a list it is not known.
      c: { nodes: [{ firstName: 'Haupt' }] },
    }),
  },

  lookups: {
    document: `{ userByUsername(username: "ÉCOLE") { id username } tagByName(name: "ALPHA") { id } user(id: 1) { id }
      missing: user(id: "user_999") { id } deleted: userByUsername(username: "gone") { id } }`,
    expected: () => ({
      userByUsername: { id: 'user_4', username: 'École' },
      tagByName: { id: 'tag_4' },
      user: { id: 'user_1' },
      missing: null,
      deleted: null,
    }),
  },

  nodes: {
    document: `{ node(id: "user_1") { __typename id ... on User { username } }
      nodes(ids: ["post_1", "user_999", "post_9", "tag_1", "post_1"]) { id ... on Post { title } ... on Tag { name } } }`,
    expected: (reader) => ({
      node: { __typename: 'User', id: 'user_1', username: 'user1' },
      nodes: [
        { id: 'post_1', title: 'Post 1 of user1' },
        null,
        seesDrafts(reader) ? { id: 'post_9', title: 'A draft' } : null,
        { id: 'tag_1', name: 'tag1' },
        { id: 'post_1', title: 'Post 1 of user1' },
      ],
    }),
  },

  'relation filters': {
    document: `{ users(where: { posts: { some: { title: { contains: "1" } }, count: { gte: 2 } } }) { nodes { username } }
      none: users(where: { posts: { none: {} } }) { nodes { username } }
      every: users(where: { tags: { every: { name: { eq: "tag1" } } } }) { nodes { username } }
      three: users(where: { posts: { count: { eq: 3 } } }) { nodes { username } }
      one: posts(where: { author: { profile: { age: { gt: 1 } } } }) { totalCount } }`,
    expected: (reader) => ({
      users: usernames('user1', 'user2', 'user3', 'École'),
      none: usernames('Hauptstrasse'),
      every: usernames('École', 'Hauptstrasse'),
      three: usernames(...(seesDrafts(reader) ? ['user1'] : [])),
      one: { totalCount: 6 },
    }),
  },

  'an order through relations with nulls': {
    document: `{ a: posts(orderBy: [{ author: { profile: { age: DESC_NULLS_LAST } } }, { title: ASC }]) { nodes { id } }
      first: users(orderBy: [{ profile: { lastName: ASC_NULLS_FIRST } }]) { nodes { id } }
      last: users(orderBy: [{ profile: { lastName: ASC } }]) { nodes { id } } }`,
    expected: (reader) => ({
      a: ids('post', 7, 8, 5, 6, 3, 4, ...(seesDrafts(reader) ? [9] : []), 1, 2, 10),
      first: ids('user', 1, 2, 3, 4, 5),
      last: ids('user', 5, 1, 2, 3, 4),
    }),
  },

  drafts: {
    document: '{ posts(where: { status: { ne: PUBLISHED } }) { totalCount nodes { title } } }',
    expected: (reader) => ({
      posts: seesDrafts(reader)
        ? { totalCount: 1, nodes: [{ title: 'A draft' }] }
        : { totalCount: 0, nodes: [] },
    }),
  },

  'what a deleted user left': {
    document: `{ posts(where: { title: { eq: "Left behind" } }) { nodes { id author { username } } }
      users { totalCount } }`,
    expected: () => ({
      posts: { nodes: [{ id: 'post_10', author: null }] },
      users: { totalCount: 5 },
    }),
  },

  'who asks': {
    document:
      '{ viewer { id user { id username email } permissions can(permission: "post:read") } }',
    expected: (reader) => {
      if (reader === 'nobody') {
        return { viewer: null };
      }
      const { userId } = READERS[reader];
      const username = `user${String(userId)}`;
      return {
        viewer: {
          id: `viewer_${String(userId)}`,
          user: { id: `user_${String(userId)}`, username, email: `${username}@example.org` },
          permissions: reader === 'editor' ? READERS.editor.permissions : [],
          can: reader === 'editor',
        },
      };
    },
  },

  'the schema': {
    document: `{ __schema { queryType { name } mutationType { name } }
      order: __type(name: "PostOrder") { isOneOf } where: __type(name: "PostWhere") { isOneOf } }`,
    expected: () => ({
      __schema: { queryType: { name: 'Query' }, mutationType: { name: 'Mutation' } },
      order: { isOneOf: true },
      where: { isOneOf: false },
    }),
  },
};

/** A profile as `fillUsers` makes it. */
function profileOf(reader: ReaderName, username: string, number: number): object {
  const date = new Date(Date.UTC(2026, 0, 1 + number)).toISOString();
  return {
    id: `profile_${String(number)}`,
    firstName: `First ${username}`,
    lastName: null,
    age: number,
    gender: 'OTHER',
    profession: 'DEVELOPER',
    interests: null,
    contacts: null,
    bio: null,
    avatar: null,
    createdAt: date,
    updatedAt: date,
    version: 1,
    user: { username, isActive: true, email: emailOf(reader, username), deletedAt: null },
  };
}

function usernames(...names: readonly string[]): object {
  return { nodes: names.map((username) => ({ username })) };
}

function ids(type: string, ...keys: readonly number[]): object {
  return { nodes: keys.map((key) => ({ id: `${type}_${String(key)}` })) };
}
