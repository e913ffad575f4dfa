import { type Orm, withSession } from 'relata';
import { PostStatus } from '../models/enums.js';
import { DataSetWriter } from './data-set-writer.js';
import { SEEDED_PERMISSIONS, SAMPLE_ROLES } from './roles.js';
import {
  type ProfileRow,
  type SeededPost,
  type SeededUser,
  UNUSABLE_PASSWORD_HASH,
} from './rows.js';
import { SAMPLE_ACCOUNTS, SAMPLE_PASSWORD_HASH } from './sample-accounts.js';
import { SAMPLE_PEOPLE, type SamplePerson, type SampleProfile } from './sample-people.js';
import { SAMPLE_POSTS, SAMPLE_TAGS, type SamplePost, type SampleTag } from './sample-posts.js';
import { hasUsers } from './seed-database.js';

const FIRST_DAY = Date.UTC(2025, 0, 6, 9);
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** When the first user joins, one a week; nothing is older. */
const FOUNDED = FIRST_DAY - SAMPLE_PEOPLE.length * 7 * DAY_MS;

/**
 * Fills a database without users with a small data set, made by hand and always the same: what a
 * first visitor finds in the playground.
 * @param hasAccounts - whether {@link SAMPLE_ACCOUNTS} can be signed in to, which is for
 * development alone; nobody ever can as one of the other users
 * @returns whether it did; false when there are users, deleted ones among them
 */
export function fillSampleData(orm: Orm, hasAccounts = false): Promise<boolean> {
  return withSession({ orm }, async (em) => {
    // Asked inside the transaction, which holds the write lock of SQLite: of two processes that
    // start together, one fills.
    if (await hasUsers(em)) {
      return false;
    }
    const writer = new DataSetWriter(em, new Date(FOUNDED));
    await writer.writeTags(SAMPLE_TAGS);
    await writer.writeRoles(SAMPLE_ROLES, SEEDED_PERMISSIONS);
    await writer.writeUsers(
      SAMPLE_PEOPLE.map((person, index) => userOf(person, { index, hasAccounts })),
    );
    await writer.writePosts(SAMPLE_POSTS.map(postOf));
    return true;
  });
}

function userOf(
  person: SamplePerson,
  { index, hasAccounts }: { readonly index: number; readonly hasAccounts: boolean },
): SeededUser {
  const joined = new Date(FOUNDED + index * 7 * DAY_MS);
  const unchanged = { createdAt: joined, updatedAt: joined, version: 1 };
  const left = person.isDeleted === true ? new Date(Date.UTC(2025, 8, 30, 17, 45)) : null;
  return {
    row: {
      username: person.username,
      email: `${person.username}@example.com`,
      passwordHash:
        hasAccounts && SAMPLE_ACCOUNTS.includes(person.username)
          ? SAMPLE_PASSWORD_HASH
          : UNUSABLE_PASSWORD_HASH,
      isActive: person.isActive ?? true,
      deletedAt: left,
      ...unchanged,
      ...(left === null ? {} : { updatedAt: left, version: 2 }),
    },
    profile: person.profile === null ? null : { ...profileOf(person.profile), ...unchanged },
    roles: [SAMPLE_ROLES.findIndex(({ name }) => name === person.role)],
    tags: tagPositions(person.tags),
  };
}

function profileOf(
  profile: SampleProfile,
): Omit<ProfileRow, 'createdAt' | 'updatedAt' | 'version'> {
  return {
    firstName: profile.firstName,
    lastName: profile.lastName ?? null,
    age: profile.age ?? null,
    gender: profile.gender,
    profession: profile.profession,
    interests: profile.interests ?? null,
    contacts: profile.contacts ?? null,
    bio: profile.bio ?? null,
    avatar: profile.avatar ?? null,
  };
}

function postOf(post: SamplePost, index: number): SeededPost {
  const [author, tags, title, content, status = PostStatus.PUBLISHED] = post;
  // Every sixth came to be together with the one before it: orders have ties to break.
  const day = index % 6 === 5 ? index - 1 : index;
  const createdAt = new Date(FIRST_DAY + day * 5 * DAY_MS + (day % 7) * HOUR_MS);
  const publishedAt =
    status === PostStatus.DRAFT ? null : new Date(createdAt.getTime() + 2 * HOUR_MS);
  const updatedAt = publishedAt ?? createdAt;
  return {
    row: {
      title,
      content,
      status,
      publishedAt,
      createdAt,
      updatedAt,
      version: publishedAt === null ? 1 : 2,
    },
    author: SAMPLE_PEOPLE.findIndex(({ username }) => username === author),
    tags: tagPositions(tags),
  };
}

function tagPositions(names: readonly SampleTag[]): readonly number[] {
  return names.map((name) => SAMPLE_TAGS.findIndex((tag) => tag === name));
}
