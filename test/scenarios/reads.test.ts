import { Post, Profile, Tag, User } from '../../src/models/index.js';
import { withSession } from '../../src/session/session.js';
import { TestApi } from '../support/api.js';
import { describeEachDatabase, type TestDatabase } from '../support/databases.js';
import { fillUsers } from '../support/fixtures.js';

/** Answers by dialect and document: what one database said, the other must say to the byte. */
const answers = new Map<string, Map<string, string>>();

const DOCUMENTS: Readonly<Record<string, string>> = {
  'the first example': `{ posts(first: 3) { totalCount nodes { id title author { username profile { firstName } }
    tags { nodes { name } } } } }`,
  'every kind of column': `{ profiles { nodes { id firstName lastName age gender profession interests contacts bio
    avatar createdAt updatedAt version user { username isActive email deletedAt } } } }`,
  'aliases with arguments of their own': `{ users(first: 2) { nodes {
    newest: posts(first: 1, orderBy: [{ createdAt: DESC }]) { nodes { title } }
    oldest: posts(first: 1, orderBy: [{ createdAt: ASC }]) { nodes { title } }
    none: posts(where: { title: { eq: "nothing" } }) { totalCount nodes { title } } } } }`,
  'fragments and directives': `query ($yes: Boolean = true, $no: Boolean = false) {
    users(first: 1) { nodes { ...Name ... on User @include(if: $yes) { posts(first: 1) { nodes { id } } }
      tags @skip(if: $yes) { totalCount } posts(first: 1) { nodes { title @include(if: $no) __typename } } } } }
    fragment Name on User { username ... on Node { id } }`,
  'rows under edges and under nodes at once': `{ users(first: 2) { edges { cursor node { a: posts(first: 1) { nodes { id } } } }
    nodes { a: posts(last: 1) { nodes { id } } } again: nodes { a: posts { totalCount } } } }`,
  'counts and aggregates': `{ posts { totalCount aggregate { count min { createdAt title } max { createdAt title version }
    sum { version } avg { version } } }
    profiles { aggregate { sum { age } avg { age } min { age firstName } max { age lastName } } } }`,
  'aggregates of nothing': `{ posts(where: { id: { in: [] } }) { totalCount aggregate { count sum { version } avg { version } max { title } } } }`,
  'text without case': `{ users(where: { username: { contains: "STRASSE" , mode: INSENSITIVE } }) { nodes { username } }
    two: users(where: { username: { startsWith: "ÉC", mode: INSENSITIVE } }) { nodes { username } }
    percent: posts(where: { title: { contains: "100%_" } }) { nodes { title } } }`,
  'text by code point': '{ tags(orderBy: [{ name: ASC }]) { nodes { name } } }',
  'lists and documents': `{ a: profiles(where: { interests: { has: "go" } }) { nodes { interests } }
    b: profiles(where: { interests: { isEmpty: true } }) { totalCount }
    c: profiles(where: { not: { interests: { hasSome: ["go", "x"] } } }) { nodes { firstName } } }`,
  lookups: `{ userByUsername(username: "ÉCOLE") { id username } tagByName(name: "ALPHA") { id } user(id: 1) { id }
    missing: user(id: "user_999") { id } }`,
  nodes: `{ node(id: "user_1") { __typename id ... on User { username } }
    nodes(ids: ["post_1", "user_999", "tag_1", "post_1"]) { id ... on Post { title } ... on Tag { name } } }`,
  'relation filters': `{ users(where: { posts: { some: { title: { contains: "1" } }, count: { gte: 2 } } }) { nodes { username } }
    none: users(where: { posts: { none: {} } }) { nodes { username } }
    every: users(where: { tags: { every: { name: { startsWith: "tag" } } } }) { nodes { username } }
    one: posts(where: { author: { profile: { age: { gt: 1 } } } }) { totalCount } }`,
  'an order through relations with nulls': `{ a: posts(orderBy: [{ author: { profile: { age: DESC_NULLS_LAST } } }, { title: ASC }]) { nodes { id } }
    b: users(orderBy: [{ profile: { lastName: ASC_NULLS_FIRST } }]) { nodes { id } } }`,
  drafts: '{ posts(where: { status: { ne: PUBLISHED } }) { totalCount nodes { title } } }',
  'who asks':
    '{ viewer { id user { id username email } permissions can(permission: "post:read") } }',
  'the schema':
    '{ __schema { queryType { name } types { name } } __type(name: "PostOrder") { isOneOf } }',
};

describeEachDatabase('reads', (database) => {
  let api: TestApi;
  beforeAll(async () => {
    api = await TestApi.start(database);
    await fillUsers(api.app.orm, { users: 3, posts: 2 });
    await fillOddities(api);
  });
  afterAll(() => api.stop());

  for (const [name, document] of Object.entries(DOCUMENTS)) {
    for (const viewer of [
      undefined,
      { userId: 1 },
      { userId: 2, permissions: ['post:read', 'user:read-email'] },
    ]) {
      it(`answers ${name} ${viewer === undefined ? 'to anybody' : `to user ${String(viewer.userId)}`}`, async () => {
        const { status, text, body } = await api.ask(document, viewer && { viewer });
        expect(body.errors).toBeUndefined();
        expect(status).toBe(200);
        expectSame(database, `${name} ${JSON.stringify(viewer)}`, text);
      });
    }
  }
});

/** Both databases answer alike, to the byte. */
function expectSame(database: TestDatabase, key: string, text: string): void {
  const known = answers.get(key) ?? new Map<string, string>();
  answers.set(key, known.set(database.dialect, text));
  for (const other of known.values()) {
    expect(text).toBe(other);
  }
}

async function fillOddities(api: TestApi): Promise<void> {
  await withSession(api.app, async (em) => {
    const date = new Date('2026-02-03T04:05:06.789Z');
    const school = em.create(User, {
      username: 'École',
      email: 'ecole@example.org',
      passwordHash: '-',
      createdAt: date,
      updatedAt: date,
    });
    em.create(User, {
      username: 'Hauptstrasse',
      email: 'h@example.org',
      passwordHash: '-',
      createdAt: date,
      updatedAt: date,
    });
    em.create(User, {
      username: 'gone',
      email: 'gone@example.org',
      passwordHash: '-',
      createdAt: date,
      updatedAt: date,
      deletedAt: date,
    });
    em.create(Profile, {
      user: school,
      firstName: 'É',
      gender: 'FEMALE',
      age: 40,
      interests: ['go', 'ça', 'a,b{}"'],
      createdAt: date,
      updatedAt: date,
      contacts: { z: 1, a: [true, null, 'x'], web: 'https://example.org' },
      avatar: Buffer.from([0, 1, 255]),
      bio: 'Zeile 1\nZeile 2',
    });
    for (const name of ['Alpha', 'alpha2', 'Ångström', 'zebra', '😀', '\uFF21', '_', '%']) {
      em.create(Tag, { name });
    }
    em.create(Post, {
      title: '100%_',
      content: 'x',
      status: 'PUBLISHED',
      author: school,
      createdAt: date,
      updatedAt: date,
    });
    em.create(Post, {
      title: '100xx',
      content: 'x',
      status: 'PUBLISHED',
      author: school,
      createdAt: date,
      updatedAt: date,
    });
    em.create(Post, {
      title: 'A draft',
      content: 'x',
      status: 'DRAFT',
      author: 1,
      createdAt: date,
      updatedAt: date,
    });
    await em.flush();
  });
}
