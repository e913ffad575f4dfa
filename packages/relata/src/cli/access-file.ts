import { readFileSync, writeFileSync } from 'node:fs';
import { policyOf } from '../access/access.js';
import { StartupError } from '../errors.js';
import type { App } from '../create-app.js';
import type { Application } from '../application.js';
import { accessMatrix, type MatrixPolicies } from './access-matrix.js';
import { withOfflineApp } from './offline-app.js';

/** The text that holds the matrix. */
export const ACCESS_FILE = 'docs/access.md';

const BEGIN = '<!-- Written by `npm run print-access`. Changes by hand are lost. -->\n';
const END = '<!-- The end of what it writes. -->\n';

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
  const text = readFileSync(file, 'utf8');
  const printed = withMatrix(text, await matrix(application));
  if (!check) {
    writeFileSync(file, printed);
    process.stdout.write('docs/access.md has the matrix of the policies\n');
    return 0;
  }
  if (printed === text) {
    process.stdout.write('docs/access.md says what the policies say\n');
    return 0;
  }
  process.stderr.write(
    'docs/access.md differs from the policies: run npm run print-access and commit it\n',
  );
  return 1;
}

function withMatrix(text: string, printed: string): string {
  const begin = text.indexOf(BEGIN);
  const end = text.indexOf(END, begin);
  if (begin === -1 || end === -1) {
    throw new StartupError(`The matrix stands between the lines ${BEGIN}and ${END}`);
  }
  return `${text.slice(0, begin + BEGIN.length)}\n${printed}\n${text.slice(end)}`;
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
