import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Application } from '../../application.js';
import { clientFiles } from './client-files.js';
import { withOfflineApp } from '../offline-app.js';

/** Where the files for clients are kept: beside what is written there by hand. */
export const CLIENT_FOLDER = 'clients';

/**
 * Writes the files for clients of an application's schema, or says which of them differ.
 * @param check - only compare
 * @param folder - another folder
 * @returns the exit code
 */
export async function printClientFolder(
  application: Application,
  check: boolean,
  folder = CLIENT_FOLDER,
): Promise<number> {
  const files = await withOfflineApp(application, ({ schema }) => clientFiles(schema));
  if (!check) {
    mkdirSync(folder, { recursive: true });
    for (const [name, text] of files) {
      writeFileSync(join(folder, name), text);
    }
    process.stdout.write(`${[...files.keys()].join(', ')} are written to clients/\n`);
    return 0;
  }
  const stale = [...files].filter(([name, text]) => text !== textOf(join(folder, name)));
  if (stale.length === 0) {
    process.stdout.write('clients/ is what the schema says\n');
    return 0;
  }
  const names = stale.map(([name]) => `clients/${name}`).join(', ');
  process.stderr.write(
    `Differs from the schema: ${names}. Run npm run print-clients and commit it\n`,
  );
  return 1;
}

function textOf(file: string): string | null {
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}
