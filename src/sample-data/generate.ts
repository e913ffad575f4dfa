import type { JsonValue } from 'relata';
import { Gender, PostStatus } from '../models/enums.js';
import {
  CITIES,
  FAMILY_NAMES,
  GIVEN_NAMES,
  type GivenName,
  INTERESTS,
  type Name,
  PROFESSIONS,
} from './people.js';
import { Random } from './random.js';
import {
  type PostRow,
  type ProfileRow,
  type SeededPost,
  type SeededUser,
  UNUSABLE_PASSWORD_HASH,
  type UserRow,
} from './rows.js';
import { makeBio, makeContent, makeTitle, TAG_ENDINGS, TOPICS } from './texts.js';
import { tinyPng } from './tiny-png.js';

/** When the first user joins; nothing is older. */
export const USERS_FROM = Date.UTC(2022, 0, 1);
const POSTS_FROM = Date.UTC(2024, 0, 1);
const POSTS_UNTIL = Date.UTC(2026, 0, 1);
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const TAGS_EACH = 3;
const DOMAINS = ['example.com', 'example.org', 'example.net'] as const;
const AVATARS = [
  tinyPng(230, 80, 60),
  tinyPng(60, 140, 230),
  tinyPng(70, 170, 90),
  tinyPng(240, 190, 60),
] as const;

/** What to generate: how many of each, and from which seed. */
export interface SeedCounts {
  readonly seed: number;
  readonly users: number;
  readonly posts: number;
  readonly tags: number;
}

/** Names of tags: topics first, then topics with endings; unique also without regard to case. */
export function generateTagNames(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => {
    const topic = TOPICS[index % TOPICS.length] ?? TOPICS[0];
    const round = Math.floor(index / TOPICS.length) - 1;
    if (round < 0) {
      return topic;
    }
    const ending = TAG_ENDINGS[round % TAG_ENDINGS.length] ?? TAG_ENDINGS[0];
    const repeat = Math.floor(round / TAG_ENDINGS.length);
    return repeat === 0 ? `${topic} ${ending}` : `${topic} ${ending} ${String(repeat + 1)}`;
  });
}

/**
 * Users with profile, roles and tags, one at a time: a few deleted, a few that may not sign in.
 * @param from - number of the first one. It ends their names, which makes them unique
 */
export function* generateUsers(counts: SeedCounts, from: number): Generator<SeededUser> {
  for (let index = 0; index < counts.users; index += 1) {
    const number = from + index;
    const random = new Random(counts.seed, 'user', number);
    const given = random.pick(GIVEN_NAMES);
    const family = random.pick(FAMILY_NAMES);
    const joined = momentBetween(random, index / counts.users, [USERS_FROM, POSTS_FROM]);
    const row = generateUser(random, { given, family, number, joined });
    yield {
      row,
      profile: generateProfile(random, { given, family, email: row.email, joined }),
      roles: generateRoles(random),
      tags: random.distinct(TAGS_EACH, counts.tags),
    };
  }
}

/** Posts with author and tags, one at a time, older ones first by and large. */
export function* generatePosts(counts: SeedCounts): Generator<SeededPost> {
  for (let index = 0; index < counts.posts; index += 1) {
    const random = new Random(counts.seed, 'post', index);
    const tags = random.distinct(TAGS_EACH, counts.tags);
    // The tags of one topic are a whole list of topics apart.
    const topic = TOPICS[(tags[0] ?? random.below(TOPICS.length)) % TOPICS.length] ?? TOPICS[0];
    const subject = { topic, place: random.pick(CITIES) };
    const created = momentBetween(random, index / counts.posts, [POSTS_FROM, POSTS_UNTIL]);
    const status = generateStatus(random);
    const row: PostRow = {
      title: makeTitle(random, subject),
      content: makeContent(random, subject),
      status,
      publishedAt: status === PostStatus.DRAFT ? null : later(random, created, 2 * DAY_MS),
      ...changes(random, created),
    };
    yield { row, author: pickAuthor(random, counts.users), tags };
  }
}

/** Some write much, most write a little, every twentieth only reads. */
function pickAuthor(random: Random, users: number): number {
  // Spread over all positions by a prime, so that the first users are not the most prolific ones.
  const stride = users % 7919 === 0 ? 1 : 7919;
  const position = (random.skewed(users) * stride + 13) % users;
  return position % 20 === 19 ? position - 1 : position;
}

function generateStatus(random: Random): PostStatus {
  const share = random.next();
  if (share < 0.85) {
    return PostStatus.PUBLISHED;
  }
  return share < 0.95 ? PostStatus.DRAFT : PostStatus.ARCHIVED;
}

interface Newcomer {
  readonly given: GivenName;
  readonly family: Name;
  readonly joined: Date;
}

function generateUser(
  random: Random,
  { given, family, number, joined }: Newcomer & { readonly number: number },
): UserRow {
  const handle = `${given.handle}.${family.handle}${String(number)}`;
  const written = `${given.text}.${family.text}${String(number)}`.normalize('NFC');
  const mailbox = random.chance(0.1) ? capitalised(handle) : handle;
  return {
    username: random.chance(0.1) ? written : handle,
    email: `${mailbox}@${random.pick(DOMAINS)}`,
    passwordHash: UNUSABLE_PASSWORD_HASH,
    isActive: !random.chance(0.03),
    deletedAt: random.chance(0.02) ? later(random, new Date(POSTS_FROM), 365 * DAY_MS) : null,
    ...changes(random, joined),
  };
}

function generateProfile(
  random: Random,
  { given, family, email, joined }: Newcomer & { readonly email: string },
): ProfileRow {
  const place = random.pick(CITIES);
  const topic = random.pick(TOPICS);
  return {
    firstName: given.text,
    lastName: random.unless(0.08, () => family.text),
    age: random.unless(0.12, () => random.between(18, 80)),
    gender: random.chance(0.05) ? Gender.OTHER : given.gender,
    profession: random.pick(PROFESSIONS),
    interests: random.unless(0.15, () =>
      random
        .distinct(random.between(0, 4), INTERESTS.length)
        .map((index) => INTERESTS[index] ?? INTERESTS[0]),
    ),
    contacts: random.unless(0.2, () => generateContacts(random, email, place)),
    bio: random.unless(0.25, () => makeBio(random, { topic, place })),
    avatar: random.unless(0.9, () => random.pick(AVATARS)),
    ...changes(random, joined),
  };
}

function generateContacts(random: Random, email: string, city: string): JsonValue {
  const phone = `+${String(random.between(1, 99))} 555 ${String(random.between(100_000, 999_999))}`;
  return {
    city,
    ...(random.chance(0.5) ? { phone } : {}),
    ...(random.chance(0.4) ? { mail: { work: email, newsletter: random.chance(0.5) } } : {}),
    ...(random.chance(0.3)
      ? { languages: ['en', random.pick(['de', 'fr', 'ja', 'pt', 'uk'])] }
      : {}),
  };
}

/** Positions in `ROLES`: admin 0, editor 1, author 2, reader 3, moderator 4. */
function generateRoles(random: Random): readonly number[] {
  const share = random.next();
  const main = share < 0.01 ? 0 : share < 0.05 ? 1 : share < 0.35 ? 2 : share < 0.97 ? 3 : 4;
  return main !== 3 && random.chance(0.3) ? [main, 3] : [main];
}

/**
 * A date-time about a share of the way between two others. Not all are their own: of the rows some
 * came to be at the full hour, some with the first of a month, so that moments are shared.
 */
function momentBetween(
  random: Random,
  share: number,
  [from, until]: readonly [number, number],
): Date {
  const jitter = random.below(20 * DAY_MS);
  const time = Math.min(Math.floor(from + share * (until - from)) + jitter, until - 1);
  const kind = random.next();
  if (kind < 0.1) {
    const date = new Date(time);
    return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1));
  }
  return new Date(kind < 0.3 ? time - (time % HOUR_MS) : time);
}

function later(random: Random, date: Date, most: number): Date {
  return new Date(date.getTime() + random.below(most));
}

/** Every third row was changed after it came to be. */
function changes(
  random: Random,
  createdAt: Date,
): { readonly createdAt: Date; readonly updatedAt: Date; readonly version: number } {
  return random.chance(0.33)
    ? { createdAt, updatedAt: later(random, createdAt, 60 * DAY_MS), version: random.between(2, 5) }
    : { createdAt, updatedAt: createdAt, version: 1 };
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
