import { randomBytes } from 'node:crypto';
import type { Application } from '../application.js';
import { type App, createApp } from '../create-app.js';
import { loadSettings } from '../settings.js';

/**
 * Does something with an application on an empty database in memory, for commands that print what
 * the models say.
 */
export async function withOfflineApp<T>(
  application: Application,
  work: (app: App) => T | Promise<T>,
): Promise<T> {
  // No cursor is signed for a client: any secret will do.
  const app = await createApp(
    application,
    loadSettings({
      DATABASE_URL: 'sqlite::memory:',
      SECRET: randomBytes(32).toString('base64url'),
    }),
  );
  try {
    return await work(app);
  } finally {
    await app.stop();
  }
}
