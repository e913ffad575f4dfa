import { withSession } from '../../src/request/session.js';
import { BothReaders } from '../support/both-readers.js';
import { describeEachDatabase } from '../support/databases.js';
import { newUser } from '../support/rows.js';

describeEachDatabase('a lookup', (database) => {
  let readers: BothReaders;
  let user: { readonly id: number; readonly email: string; readonly username: string };
  beforeAll(async () => {
    user = await withSession({ orm: database.orm }, async (em) => {
      const made = newUser(em);
      newUser(em);
      await em.flush();
      return { id: made.id, email: made.email, username: made.username };
    });
    readers = await BothReaders.start(database);
  });

  const found = async (userId: number | null): Promise<unknown> =>
    await readers.data(
      `query ($email: String!, $username: String!) {
        byEmail: userByEmail(email: $email) { username }
        byUsername: userByUsername(username: $username) { username email }
      }`,
      { variables: { ...user }, viewer: { userId } },
    );

  it('finds by a value that the viewer may see, and by no other', async () => {
    const { username, email, id } = user;
    expect(await found(id)).toEqual({ byEmail: { username }, byUsername: { username, email } });
    const masked = { username, email: null };
    expect(await found(null)).toEqual({ byEmail: null, byUsername: masked });
  });
});
