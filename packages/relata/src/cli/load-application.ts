import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Application } from '../application.js';
import { StartupError } from '../errors.js';

/** Where an application says what it is, in its folder. */
const APPLICATION_FILE = 'src/app.ts';

/**
 * The application in a folder: what `src/app.ts` exports as `application`.
 * @param folder - the one a command is run in by default
 */
export async function loadApplication(folder = process.cwd()): Promise<Application> {
  const url = pathToFileURL(join(folder, APPLICATION_FILE)).href;
  const { application } = (await import(url)) as { readonly application?: Application };
  if (application === undefined) {
    throw new StartupError(`${APPLICATION_FILE} must export \`application\``);
  }
  return application;
}
