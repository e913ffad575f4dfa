import type { JsonValue } from 'relata';
import { Gender, Profession } from '../models/enums.js';
import type { SampleTag } from './sample-posts.js';
import { tinyPng } from './tiny-png.js';

/** Someone of the sample data. What is left out of the profile is null. */
export interface SamplePerson {
  readonly username: string;
  readonly role: 'admin' | 'editor' | 'author' | 'reader';
  readonly tags: readonly SampleTag[];
  readonly profile: SampleProfile | null;
  /** False for those who may not sign in. */
  readonly isActive?: boolean;
  readonly isDeleted?: boolean;
}

/** A profile of the sample data. */
export interface SampleProfile {
  readonly firstName: string;
  readonly lastName?: string;
  readonly age?: number;
  readonly gender: Gender;
  readonly profession: Profession;
  readonly interests?: readonly string[];
  readonly contacts?: JsonValue;
  readonly bio?: string;
  readonly avatar?: Buffer;
}

/** The twelve users of the sample data, in the order of their ids. */
export const SAMPLE_PEOPLE: readonly SamplePerson[] = [
  {
    username: 'mira',
    role: 'admin',
    tags: ['typescript', 'graphql', 'databases'],
    profile: {
      firstName: 'Mira',
      lastName: 'Lindqvist',
      age: 38,
      gender: Gender.FEMALE,
      profession: Profession.DEVELOPER,
      interests: ['chess', 'hiking', 'old maps'],
      contacts: {
        city: 'Gothenburg',
        mail: { newsletter: true, work: 'mira@example.com' },
        phone: '+46 555 010 203',
      },
      bio: 'Builds small things that last. Answers letters.',
      avatar: tinyPng(60, 140, 230),
    },
  },
  {
    username: 'tomas',
    role: 'editor',
    tags: ['books', 'travel'],
    profile: {
      firstName: 'Tomáš',
      lastName: 'Novák',
      age: 52,
      gender: Gender.MALE,
      profession: Profession.WRITER,
      interests: ['letterpress', 'trains'],
      contacts: { city: 'Brno', languages: ['cs', 'de', 'en'] },
      bio: 'Reads everything twice, cuts half of it.',
    },
  },
  {
    username: 'zoe',
    role: 'author',
    tags: ['travel', 'photography', 'cycling'],
    profile: {
      firstName: 'Zoë',
      lastName: 'Martin',
      age: 29,
      gender: Gender.FEMALE,
      profession: Profession.DESIGNER,
      interests: ['cycling', 'sketching', 'street food'],
      contacts: { city: 'Lyon', links: { pictures: 'https://example.org/zoe' } },
      avatar: tinyPng(230, 80, 60),
    },
  },
  {
    username: 'kofi',
    role: 'author',
    tags: ['music', 'testing'],
    profile: {
      firstName: 'Kofi',
      lastName: 'Mensah',
      age: 41,
      gender: Gender.MALE,
      profession: Profession.DEVELOPER,
      interests: ['choir', 'astronomy'],
      bio: 'Tests by day, trumpet by night.',
    },
  },
  {
    username: 'aiko',
    role: 'author',
    tags: ['cooking', 'photography'],
    profile: {
      firstName: '愛子',
      lastName: '山田',
      gender: Gender.FEMALE,
      profession: Profession.MANAGER,
      interests: ['写真', 'pottery'],
      contacts: { city: '京都', phone: '+81 555 044 501' },
    },
  },
  {
    username: 'leila',
    role: 'author',
    tags: ['gardening', 'cooking', 'books'],
    profile: {
      firstName: 'Leila',
      lastName: 'Haddad',
      age: 34,
      gender: Gender.FEMALE,
      profession: Profession.WRITER,
      interests: [],
      bio: 'A balcony of two square metres, used to the last one.',
    },
  },
  {
    username: 'Sam',
    role: 'reader',
    tags: ['astronomy'],
    profile: { firstName: 'Sam', gender: Gender.OTHER, profession: Profession.STUDENT },
  },
  {
    username: 'olena',
    role: 'author',
    tags: ['astronomy', 'databases', 'music'],
    profile: {
      firstName: 'Олена',
      lastName: 'Шевченко',
      age: 45,
      gender: Gender.FEMALE,
      profession: Profession.DEVELOPER,
      interests: ['astronomy', 'світлини', 'rowing'],
      contacts: { city: 'Kyiv', mail: { newsletter: false, work: 'olena@example.com' } },
      bio: 'Keeps databases from forgetting.',
    },
  },
  {
    username: 'joao',
    role: 'author',
    tags: ['cycling', 'travel', 'music'],
    profile: {
      firstName: 'João',
      lastName: 'Pereira',
      age: 61,
      gender: Gender.MALE,
      profession: Profession.UNEMPLOYED,
      contacts: { city: 'Porto' },
      bio: 'Retired, which is to say busy.',
    },
  },
  {
    username: 'ines',
    role: 'reader',
    tags: ['books', 'typescript'],
    isActive: false,
    profile: {
      firstName: 'Inês',
      lastName: 'Costa',
      age: 19,
      gender: Gender.FEMALE,
      profession: Profession.STUDENT,
      interests: ['juggling'],
    },
  },
  {
    username: 'harry',
    role: 'author',
    tags: ['gardening'],
    isDeleted: true,
    profile: {
      firstName: 'Harry',
      lastName: 'O’Brien',
      age: 70,
      gender: Gender.MALE,
      profession: Profession.WRITER,
      bio: 'Has moved on.',
    },
  },
  { username: 'newcomer', role: 'reader', tags: [], profile: null },
];
