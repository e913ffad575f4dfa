import { openSession, type Orm, StartupError } from 'relata';
import { User } from '../models/index.js';

/** Usernames of the sample data that can be signed in to: an admin, an editor, an author, a reader. */
export const SAMPLE_ACCOUNTS: readonly string[] = ['mira', 'tomas', 'zoe', 'Sam'];

/** The password of all of them: no secret. Nobody may choose it; see `faultOfPassword`. */
export const SAMPLE_PASSWORD = 'relata-demo-password';

/**
 * The hash of {@link SAMPLE_PASSWORD}, by the default cost. It stands here rather than being made
 * when the data is filled in: a first start hashes nothing, and fills in the same rows each time.
 * One salt for all accounts gives nothing away, as the password is known.
 */
export const SAMPLE_PASSWORD_HASH =
  '$argon2id$v=19$m=19456,t=2,p=1$c1Ut9MrNDAbjqh4VJumZXg$REPijL5i59ZDbbvJw75YZEptAYAlQbl57y6NJPNO6Mg';

/** Says whether a password is the one of a hash. */
export interface PasswordVerifier {
  verify(hash: string, password: string): Promise<'right' | 'outdated' | 'wrong'>;
}

/** An account that a database has of the sample data, with its known password. */
export interface SampleAccount {
  readonly username: string;
  /** The names of its roles, separated by commas. */
  readonly role: string;
  readonly password: string;
}

/**
 * Keeps a database that was filled while developing from being served with its known password.
 * Found by the unique usernames, so that it costs nothing however many users there are.
 * @throws StartupError naming the accounts
 */
export async function refuseSampleAccounts(orm: Orm, passwords: PasswordVerifier): Promise<void> {
  const found = await usersWithSamplePassword(orm, passwords);
  if (found.length > 0) {
    throw new StartupError(
      `The database has accounts of the sample data, with a password that everybody knows: ${found.map(({ username }) => username).join(', ')}. ` +
        'In production, use another database, or delete these users or change their passwords first',
    );
  }
}

/** The accounts of the sample data that can be signed in to, in the order of their ids. */
export async function sampleAccountsIn(
  orm: Orm,
  passwords: PasswordVerifier,
): Promise<readonly SampleAccount[]> {
  const users = await usersWithSamplePassword(orm, passwords);
  return users
    .filter(({ isActive }) => isActive)
    .map(({ username, roles }) => ({
      username,
      role: roles
        .getItems()
        .map(({ name }) => name)
        .join(', '),
      password: SAMPLE_PASSWORD,
    }));
}

/** Signing in makes a new hash where the cost was raised: one that is not the known one is tried. */
async function usersWithSamplePassword(
  orm: Orm,
  passwords: PasswordVerifier,
): Promise<readonly User[]> {
  const users = await openSession(orm).find(
    User,
    { username: { $in: [...SAMPLE_ACCOUNTS] }, deletedAt: null },
    { populate: ['roles', 'passwordHash'], orderBy: { id: 'asc' } },
  );
  const found: User[] = [];
  for (const user of users) {
    const { passwordHash } = user;
    if (
      passwordHash === SAMPLE_PASSWORD_HASH ||
      (await passwords.verify(passwordHash, SAMPLE_PASSWORD)) !== 'wrong'
    ) {
      found.push(user);
    }
  }
  return found;
}
