import type { ApplicationModule } from './application-module.js';
import { growWithLoad, startSmall } from './heap.js';
import { requireNode } from './node-version.js';

export type { ApplicationModule } from './application-module.js';

/** Time after the last request in which the database connections are closed. */
const CLOSE_DATABASE_MS = 2000;

/**
 * Serves an application until the process is told to stop: reads the settings, makes the database
 * ready, listens, drains. A start that fails says why in a line, and ends the process with code 1.
 * @param load - imports the application: on an old Node that is what fails, so that it comes later
 * @example
 * await serve(() => import('./app.js'));
 */
export async function serve(load: () => Promise<ApplicationModule>): Promise<void> {
  // Before anything else is loaded: on an old Node, loading it is what fails.
  requireNode();
  startSmall();
  const { explainStartupFailure } = await import('./startup-failure.js');
  try {
    const { checkPeers } = await import('./check-peers.js');
    checkPeers();
    await import('reflect-metadata');
    const { default: closeWithGrace } = await import('close-with-grace');
    const { loadSettings } = await import('./settings.js');
    const { createApp } = await import('./create-app.js');
    const { readyText } = await import('./ready-text.js');
    const { application, settings: change } = await load();
    const settings = loadSettings(process.env, { change });
    const app = await createApp(application, settings);
    const url = await app.start();
    growWithLoad();
    closeWithGrace({ delay: settings.http.shutdownMs + CLOSE_DATABASE_MS }, async ({ err }) => {
      if (err !== undefined) {
        process.stderr.write(`${err.stack ?? err.message}\n`);
      }
      await app.stop();
    });
    process.stdout.write(readyText(app, url));
  } catch (error) {
    process.stderr.write(`${explainStartupFailure(error)}\n`);
    process.exit(1);
  }
}
