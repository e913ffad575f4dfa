import fc from 'fast-check';
import type { DataSet } from '../oracle/data-set.js';
import type { OracleViewer } from '../oracle/policy.js';

/** A viewer and what it is called in the table of coverage. */
export interface Role {
  readonly role: string;
  readonly viewer: OracleViewer;
}

/** Somebody to ask as: nobody, or a user, who mostly wrote posts, with and without permissions. */
export function role(data: DataSet): fc.Arbitrary<Role> {
  const authors = (data.rows['Post'] ?? []).map(({ author }) => Number(author));
  const users = (data.rows['User'] ?? []).map(({ id }) => id);
  const userId = fc.constantFrom(...authors, ...users);
  const anonymous = fc.constant<Role>({ role: 'anonymous', viewer: { userId: null } });
  const signedIn = (name: string, permissions: readonly string[]): fc.Arbitrary<Role> =>
    userId.map((id) => ({ role: name, viewer: { userId: id, permissions } }));
  return fc.oneof(
    { weight: 2, arbitrary: anonymous },
    { weight: 3, arbitrary: signedIn('owner', []) },
    { weight: 2, arbitrary: signedIn('post reader', ['post:read']) },
    { weight: 3, arbitrary: signedIn('user reader', ['user:read-email', 'user:read-deleted']) },
  );
}
