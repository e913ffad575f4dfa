import { policyOf } from '../../access/access.js';
import type { App } from '../../create-app.js';
import type { Application } from '../../application.js';
import { accessMatrix, type MatrixPolicies } from './access-matrix.js';
import { withOfflineApp } from '../offline-app.js';
import { printPart } from './print-part.js';

/** The text that holds the matrix. */
export const ACCESS_FILE = 'docs/access.md';

/**
 * Writes who may do what, by the policies of the models and the roles that the migrations make,
 * into {@link ACCESS_FILE}, or says that the file says something else.
 * @param check - only compare
 * @param file - another file
 * @returns the exit code
 */
export async function printAccessFile(
  application: Application,
  check: boolean,
  file = ACCESS_FILE,
): Promise<number> {
  return printPart({
    file,
    command: 'npm run print-access',
    printed: await matrix(application),
    says: 'the policies say',
    check,
  });
}

/** The matrix of the application's models, for a database to which only the migrations happened. */
async function matrix(application: Application): Promise<string> {
  return await withOfflineApp(application, async (app) => {
    await app.orm.migrator.up();
    const roles = await Promise.all(app.doors.map(async (door) => (await door.roles?.()) ?? []));
    return accessMatrix(policiesOf(app), roles.flat());
  });
}

function policiesOf({ engine }: App): MatrixPolicies {
  return new Map(
    [...engine.catalog.values()].flatMap((model) => {
      const policy = policyOf(model.target);
      return policy === undefined ? [] : [[model, policy] as const];
    }),
  );
}
