import type { App } from '../../../src/create-app.js';
import { Post, Profile, Tag, User } from '../../blog/models/index.js';
import { withSession } from '../../../src/request/session.js';

/** When the rows of {@link fillOddRows} were made. */
export const ODD_DATE_TIME = '2026-02-03T04:05:06.789Z';

/** Tags whose names sort otherwise by locale, or without case, than by code point. */
const ODD_TAGS = ['Alpha', 'alpha2', 'Ångström', 'zebra', '😀', '\uFF21', '_', '%'];

const at = new Date(ODD_DATE_TIME);
const dates = { createdAt: at, updatedAt: at };

/**
 * After three users with two posts each: users 4 (École), 5 (Hauptstrasse) and 6 (gone, deleted),
 * profiles 4 and 5, the tags, and posts 7 to 10, of which 9 is a draft and 10 is by the deleted
 * user.
 */
export async function fillOddRows(app: App): Promise<void> {
  await withSession(app, async (em) => {
    const user = (username: string, more: { deletedAt?: Date } = {}): User =>
      em.create(User, {
        username,
        email: `${username}@example.org`,
        passwordHash: '-',
        ...dates,
        ...more,
      });
    const school = user('École');
    const street = user('Hauptstrasse');
    const gone = user('gone', { deletedAt: at });
    em.create(Profile, {
      user: school,
      firstName: 'É',
      gender: 'FEMALE',
      age: 40,
      interests: ['go', 'ça', 'a,b{}"'],
      contacts: { z: 1, a: [true, null, 'x'], web: 'https://example.org' },
      avatar: Buffer.from([0, 1, 255]),
      bio: 'Zeile 1\nZeile 2',
      ...dates,
    });
    em.create(Profile, {
      user: street,
      firstName: 'Haupt',
      lastName: 'Strasse',
      gender: 'MALE',
      profession: 'WRITER',
      interests: [],
      ...dates,
    });
    for (const name of ODD_TAGS) {
      em.create(Tag, { name });
    }
    const post = (title: string, author: User | number, status: Post['status']): Post =>
      em.create(Post, { title, content: 'x', status, author, ...dates });
    post('100%_', school, 'PUBLISHED');
    post('100xx', school, 'PUBLISHED');
    post('A draft', 1, 'DRAFT');
    post('Left behind', gone, 'PUBLISHED');
    await em.flush();
  });
}
