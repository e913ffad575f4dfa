import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Application } from '../application.js';
import type { ApplicationModule } from '../application-module.js';
import { checkPeers } from '../check-peers.js';
import { StartupError } from '../errors.js';

/** Which file an application is in. */
export interface LoadOptions {
  /** What it is called in the folder the command is run in. */
  readonly app?: string;
}

/**
 * The module of an application: by default `src/app.ts`, which exports it as `application`.
 * @throws StartupError where there is none
 */
export async function loadApplicationModule({
  app = 'src/app.ts',
}: LoadOptions = {}): Promise<ApplicationModule> {
  const file = resolve(app);
  if (!existsSync(file)) {
    throw new StartupError(
      `There is no ${app} here: run it in the folder of an application, or name its file with --app`,
    );
  }
  checkPeers();
  const module = (await import(pathToFileURL(file).href)) as Partial<ApplicationModule>;
  const { application } = module;
  if (application === undefined) {
    throw new StartupError(`${app} must export \`application\``);
  }
  return { ...module, application };
}

/** The application in a file: see {@link loadApplicationModule}. */
export async function loadApplication(options?: LoadOptions): Promise<Application> {
  return (await loadApplicationModule(options)).application;
}
